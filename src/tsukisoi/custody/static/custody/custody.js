/* Scanners that type, their sound, and a signature. Every page works without this; nothing is kept in the browser. */
(() => {
  "use strict";

  /* Kana that a Japanese input method makes of a scanner's digits (ぬふあ…) and full-width letters fold back. */
  const KANA = "ぬふあうえおやゆよわヌフアウエオヤユヨワ", DIGITS = "12345678901234567890";
  const fold = (text) => Array.from(text.normalize("NFKC"))
    .map((sign) => (KANA.includes(sign) ? DIGITS[KANA.indexOf(sign)] : sign)).join("").replace(/[\s‐－ー―-]/g, "").toUpperCase();

  /* Keys of the keyboard as they lie, for a scanner whose input method turns letters into kana. */
  const key = (event) => /^Key[A-Z]$/.test(event.code) ? event.code[3] : /^(Digit|Numpad)[0-9]$/.test(event.code) ? event.code.slice(-1) : "";

  let sound = null;
  function tone(high, milliseconds, later) {
    if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return;   /* nobody touched this page yet */
    try {
      sound = sound || new AudioContext();
      const pipe = sound.createOscillator(), loud = sound.createGain();
      pipe.frequency.value = high; pipe.type = "square"; loud.gain.value = 0.08;
      pipe.connect(loud).connect(sound.destination);
      pipe.start(sound.currentTime + later / 1000); pipe.stop(sound.currentTime + (later + milliseconds) / 1000);
    } catch (silent) { /* words say the same */ }
  }
  const good = () => tone(1320, 120, 0);
  const bad = () => { tone(220, 220, 0); tone(220, 320, 300); };
  const play = (scope) => scope.querySelectorAll("[data-sound]").forEach((one) => {
    document.documentElement.dataset.heard = one.dataset.sound;
    if (one.dataset.sound === "ok") good(); else if (one.dataset.sound === "error") bad();
  });

  const form = () => document.querySelector("form[data-scan]");
  const field = () => form() && form().querySelector("input[name=scan]");
  const dialogue = () => document.querySelector("details[data-dialogue][open], dialog[open]");

  function say(text) {
    const place = document.querySelector("[data-scan-said]");
    if (!place) return;
    const line = document.createElement("p");
    line.textContent = text;
    const box = document.createElement("div");
    box.className = "stop"; box.append(line);
    place.replaceChildren(box);
  }
  function refuse() { bad(); document.documentElement.dataset.heard = "error"; say(form().dataset.refused); }

  /* Scans wait in line: the next may be typed while the answer to the last is on its way. */
  const waiting = [];
  let busy = false;
  async function work() {
    if (busy) return;
    busy = true;
    while (waiting.length) {
      const sent = new URLSearchParams(new FormData(form()));
      sent.set("scan", waiting.shift());
      try {
        const answer = await fetch(form().action + "?" + sent, { credentials: "same-origin", headers: { Accept: "text/html" } });
        show(await answer.text(), answer.url);
      } catch (broken) { bad(); say(form().dataset.broken); }
    }
    busy = false;
  }
  function show(text, address) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const now = document.querySelector("[data-scan-result]"), next = page.querySelector("[data-scan-result]");
    if (!now || !next) { window.location = address; return; }
    const typed = field() ? field().value : "";
    now.replaceWith(document.adoptNode(next));
    if (field()) { field().value = typed; field().focus(); }
    play(next);
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-scan]")) return;
    event.preventDefault();
    const code = fold(field().value);
    field().value = "";
    if (!code) return;
    if (dialogue()) { refuse(); return; }
    waiting.push(code);
    work();
  });

  /* What is typed anywhere but in a field belongs to the scan field; a quick run of keys inside a dialogue is a scan. */
  let run = "", last = 0;
  document.addEventListener("keydown", (event) => {
    const here = field();
    if (!here || event.ctrlKey || event.altKey || event.metaKey) return;
    const quick = event.timeStamp - last < (dialogue() ? 1000 : 80);   /* a question has no field to type in: any run is a scan */
    last = event.timeStamp;
    const sign = key(event);
    run = sign ? (quick ? run + sign : sign) : event.key === "Enter" || event.key === "Tab" ? run : "";
    const writes = event.target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
    if (dialogue()) {
      if (event.key === "Enter" && quick && run.length >= 6) { event.preventDefault(); run = ""; refuse(); }
      return;
    }
    if (event.target === here && (event.isComposing || event.key === "Process") && sign) {
      here.dataset.typed = (here.dataset.typed || "") + sign;   /* an input method swallows it: keep the key itself */
      return;
    }
    if (!writes && sign && event.target !== here) { here.focus(); here.value += sign; event.preventDefault(); }
  }, true);
  document.addEventListener("compositionend", (event) => {
    if (event.target !== field() || !event.target.dataset.typed) return;
    event.target.value = event.target.dataset.typed;
    delete event.target.dataset.typed;
  });

  /* Badge first, then the code: Enter after a scan goes to the next field. */
  document.addEventListener("keydown", (event) => {
    const into = event.key === "Enter" && event.target.dataset && event.target.dataset.scanInto;
    const next = into && event.target.form.elements[into];
    if (!next || next.value) return;
    event.preventDefault();
    event.target.value = event.target.value.trim();
    next.focus();
  });

  /* A signature: points as letters, four a point; lines parted by hyphens. */
  const letters = (number) => String.fromCharCode(97 + Math.floor(number / 26), 97 + (number % 26));
  function pad(board) {
    const wide = Number(board.dataset.width), high = Number(board.dataset.height);
    const kept = document.querySelector("input[name=drawn]"), lines = [];
    let line = null;
    const at = (event) => {
      const box = board.getBoundingClientRect();
      const inside = (part, whole) => Math.max(0, Math.min(whole - 1, Math.round(part * whole)));
      return [inside((event.clientX - box.left) / box.width, wide), inside((event.clientY - box.top) / box.height, high)];
    };
    const write = () => { kept.value = lines.map((one) => one.map(([x, y]) => letters(x) + letters(y)).join("")).join("-"); };
    const draw = () => {
      let path = board.querySelector("path[data-now]");
      if (!path) { path = document.createElementNS(board.namespaceURI, "path"); path.dataset.now = ""; board.append(path); }
      path.setAttribute("d", lines.map((one) => "M" + one.map((point) => point.join(" ")).join("L")).join(""));
    };
    board.addEventListener("pointerdown", (event) => { line = [at(event)]; lines.push(line); board.setPointerCapture(event.pointerId); draw(); write(); });
    board.addEventListener("pointermove", (event) => {
      if (!line || kept.value.length > 20000) return;
      const point = at(event), before = line[line.length - 1];
      if (Math.hypot(point[0] - before[0], point[1] - before[1]) < 3) return;
      line.push(point); draw(); write();
    });
    const stop = () => { line = null; };
    board.addEventListener("pointerup", stop);
    board.addEventListener("pointercancel", stop);
    const again = document.querySelector("[data-sign-again]");
    if (again) { again.hidden = false; again.addEventListener("click", () => { lines.length = 0; draw(); write(); }); }
  }

  document.querySelectorAll("svg.sign[data-width]").forEach(pad);
  play(document);

  /* The undo goes away when its ten seconds are over. */
  document.querySelectorAll("[data-gone-after]").forEach((one) => setTimeout(() => { one.hidden = true; }, Number(one.dataset.goneAfter)));
})();
