// Reads the sentence aloud, only where a Japanese voice lives on the device itself: nothing is sent anywhere.
(function () {
  "use strict";
  var button = document.querySelector("[data-voice]"), said = document.querySelector("[data-say]");
  if (!button || !said || !window.speechSynthesis) { return; }
  function voice() {
    return window.speechSynthesis.getVoices().find(function (one) { return one.localService && /^ja/i.test(one.lang); });
  }
  function offer() { button.hidden = !voice(); }
  button.addEventListener("click", function () {
    var words = new SpeechSynthesisUtterance(said.textContent);
    words.voice = voice();
    words.lang = "ja-JP";
    words.rate = 0.85;
    window.speechSynthesis.cancel();
    window.speechSynthesis.speak(words);
  });
  window.speechSynthesis.addEventListener("voiceschanged", offer);
  offer();
}());
