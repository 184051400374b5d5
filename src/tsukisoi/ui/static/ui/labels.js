/* Labels, and the scanners that type them. Every page works without this; nothing is kept in the browser.

   A scanner types eight signs and Enter or Tab, often with Shift held; a Japanese input method swallows both, and its Enter
   only ends the conversion. What it typed is told from what a hand types by the keys as they lie, by the check sign,
   and by the pace. */
(() => {
  "use strict";

  const SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789", LENGTH = 8;
  const QUICK = 80;                       /* milliseconds from key to key: no hand keeps that up */
  const SLOW = 400;                       /* a slow scanner, where somebody writes: its keys come evenly, a hand's do not */
  const ALONE = 1500;                     /* where nothing can be written, a label is nothing else */

  const label = (text) => text.length === LENGTH && /^[A-Z]/.test(text) && Array.from(text).every((one) => SIGNS.includes(one))
    && Array.from(text).reduce((sum, one, at) => sum + (at + 1) * SIGNS.indexOf(one), 0) % SIGNS.length === 0;
  const sign = (event) => /^Key[A-Z]$/.test(event.code) ? event.code[3] : /^(Digit|Numpad)[0-9]$/.test(event.code) ? event.code.slice(-1)
    : !event.code && /^[a-z0-9]$/i.test(event.key) ? event.key.toUpperCase() : "";
  const enters = (event) => /Enter$/.test(event.code || event.key);
  const composes = (event) => event.isComposing || event.key === "Process";
  const held = (event) => /^(Shift|CapsLock)/.test(event.code || event.key);    /* a scanner's capitals */
  const takes = (field) => Boolean(field.matches) && field.matches("input[data-label]");
  const writes = (field) => Boolean(field.matches) && field.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");

  /* A field for labels: what the input method made of one gives way to the label, and its Enter goes on as it was meant. */
  let swallowed = "", entered = false;
  const after = (field) => {
    const next = field.dataset.scanInto && field.form.elements[field.dataset.scanInto];
    return next && !next.value ? next : null;
  };
  const onward = (field) => { if (after(field)) after(field).focus(); else field.form.requestSubmit(); };
  function inLabelField(event) {
    const field = event.target;
    if (composes(event)) {
      swallowed += sign(event);
      entered = enters(event);
      return;
    }
    if (held(event)) return;
    swallowed = ""; entered = false;
    const keys = run;
    run = sign(event) ? noted(event) : [];
    const code = event.key === "Tab" || event.key === "Enter" ? read(keys, event.timeStamp, true) : "";
    if (code && code.endsWith(field.value.normalize("NFKC").toUpperCase())) field.value = code;    /* its first keys came before the cursor */
    if (event.key === "Tab" && field.value && code) {    /* its Tab means another's Enter */
      event.preventDefault();
      onward(field);
      return;
    }
    const next = event.key === "Enter" && after(field);      /* a badge first, then the code */
    if (!next || !field.value) return;
    event.preventDefault();
    next.focus();
  }
  function composedInLabelField(field, made) {
    const before = field.value.endsWith(made) ? field.value.slice(0, field.value.length - made.length) : "";
    const whole = before.normalize("NFKC").toUpperCase() + swallowed, goes = entered;
    swallowed = ""; entered = false;
    if (!label(whole)) return;                          /* a name or a room, typed by hand: the server reads it */
    setTimeout(() => {
      field.value = whole;
      if (goes) onward(field);
    });
  }

  /* Anywhere else: the last keys, each with its time and with how the field stood before it. */
  let run = [], composed = null;
  function stands(field) {
    if (!writes(field) || takes(field)) return null;
    return { field, value: field.value, start: field.selectionStart, end: field.selectionEnd };
  }
  function restore(stood) {
    const { field, value, start, end } = stood;
    if (field.value === value) return;
    field.value = value;
    if (typeof start === "number") field.setSelectionRange(start, end);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  /* The label that these keys are, or nothing: where somebody may type by hand, only at a scanner's pace. One key more
     at the same pace: it is a longer code, and no label. */
  function read(keys, at, byHand) {
    if (keys.length < LENGTH) return "";
    const gaps = keys.map((one, n) => (n + 1 < keys.length ? keys[n + 1].at : at) - one.at);
    const own = gaps.slice(-LENGTH), most = Math.max(...own), least = Math.min(...own), even = 1.5 * least + 20;
    const code = keys.slice(-LENGTH).map((one) => one.one).join("");
    if (!label(code) || (keys.length > LENGTH && gaps[0] <= 1.5 * most + 20)) return "";
    return most < QUICK || (byHand ? most < SLOW && most <= even : most < ALONE) ? code : "";
  }
  function noted(event) {
    const before = run[run.length - 1], field = event.target, at = event.timeStamp;
    const kept = before && (at - before.at > ALONE || !together(before, field)) ? [] : run;
    return [...kept, { one: sign(event), at, target: field, stood: stands(field) }].slice(-LENGTH - 1);
  }
  const together = (before, field) => before.target === field || (!before.stood && (takes(field) || !writes(field)));
  function elsewhere(event) {
    const at = event.timeStamp, field = event.target, before = run[run.length - 1];
    composed = null;
    if (sign(event)) { run = noted(event); return; }
    const keys = run;
    run = [];
    if (!before || !together(before, field) || !(enters(event) || event.key === "Tab")) return;
    const stood = before.stood && keys[Math.max(keys.length - LENGTH, 0)].stood, code = read(keys, at, Boolean(stood));
    if (!code) return;
    if (composes(event)) { composed = { code, stood }; return; }      /* the field is still being written */
    event.preventDefault();
    event.stopImmediatePropagation();
    if (stood) restore(stood);
    heard(code, stood);
  }
  function composedElsewhere(field, made) {
    const scanned = composed, code = made.normalize("NFKC").toUpperCase().slice(-LENGTH);
    composed = null;
    if (scanned && scanned.stood && scanned.stood.field === field) {
      setTimeout(() => { restore(scanned.stood); heard(scanned.code, scanned.stood); });
    } else if (label(code) && /[0-9]/.test(code)) tell("scannedIn", code, { field });       /* it may be a word: nothing is taken away */
  }

  /* The page that scans takes it. Else it goes into the page's own field for labels, or finds the person; but nobody is
     taken away from what they are writing: there it is said, beside the field, and the way to go is the next Tab. */
  const search = () => document.querySelector("main input[data-label]") || document.querySelector("form.search input[name=q]");
  function heard(code, stood) {
    const told = new CustomEvent("label:scanned", { cancelable: true, detail: { code, stay: Boolean(stood) } });
    if (!document.dispatchEvent(told)) return;
    if (told.detail.stay || !search()) tell("scanned", code, stood);
    else open(code);
  }
  function open(code) {
    const field = search();
    field.value = code;
    onward(field);
  }

  function tell(words, code, stood) {
    const region = document.querySelector(".messages");
    document.dispatchEvent(new CustomEvent("ui:tone", { detail: "error" }));
    if (!region) return;
    document.querySelectorAll("[data-scan-told]").forEach((one) => one.remove());
    const box = document.createElement("div"), text = document.createElement("p"), ways = document.createElement("div");
    box.className = "message message--warning"; box.dataset.scanTold = ""; box.setAttribute("role", "alert");
    text.textContent = region.dataset[words].replace("{code}", code);
    ways.className = "buttons";
    if (search()) ways.append(button(region.dataset.scannedOpen, () => open(code)));
    if (words === "scanned" && stood && stood.field.matches("input, textarea")) {
      ways.append(button(region.dataset.scannedKeep, () => { box.remove(); stood.field.focus(); write(stood, code); }));
    }
    box.append(text, ways);
    if (stood) (stood.field.closest(".field") || stood.field).after(box);
    else { region.replaceChildren(box); region.scrollIntoView({ block: "nearest" }); }
  }
  function button(words, does) {
    const made = document.createElement("button");
    made.type = "button"; made.className = "button button--quiet"; made.textContent = words;
    made.addEventListener("click", does);
    return made;
  }
  function write({ field }, code) {
    field.setRangeText(code, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !event.target) return;
    if (takes(event.target)) { inLabelField(event); return; }
    if (event.target.type === "password" || held(event)) return;      /* nobody's secret is looked at */
    elsewhere(event);
  }, true);
  document.addEventListener("compositionend", (event) => {
    const made = event.data || "";
    if (takes(event.target)) composedInLabelField(event.target, made); else composedElsewhere(event.target, made);
  });

  /* The sound of a scan: one high tone, or two low ones. Words say the same. */
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
  document.addEventListener("ui:tone", (event) => {
    document.documentElement.dataset.heard = event.detail;
    if (event.detail === "ok") tone(1320, 120, 0); else { tone(220, 220, 0); tone(220, 320, 300); }
  });
})();
