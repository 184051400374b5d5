/* Pages that scan (labels.js tells a label from typing), and a signature. Every page works without this; nothing is kept in the browser. */
(() => {
  "use strict";

  /* Keys of the keyboard as they lie. */
  const key = (event) => /^Key[A-Z]$/.test(event.code) ? event.code[3] : /^(Digit|Numpad)[0-9]$/.test(event.code) ? event.code.slice(-1) : "";

  const tone = (which) => document.dispatchEvent(new CustomEvent("ui:tone", { detail: which }));
  const bad = () => tone("error");
  const play = (scope) => scope.querySelectorAll("[data-sound]").forEach((one) => {
    if (one.dataset.sound === "ok" || one.dataset.sound === "error") tone(one.dataset.sound);
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
  function refuse() { bad(); say(form().dataset.refused || ""); }

  /* Scans wait in line: the next may be typed while the answer to the last is on its way. */
  const waiting = [];
  let busy = false;
  async function work() {
    if (busy) return;
    busy = true;
    while (waiting.length) {
      const here = form(), sent = new URLSearchParams(new FormData(here)), posts = here.method === "post";
      sent.set("scan", waiting.shift());
      try {
        const answer = await fetch(posts ? here.action : here.action + "?" + sent, {
          credentials: "same-origin", headers: { Accept: "text/html" }, ...(posts ? { method: "POST", body: sent } : {}),
        });
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
    const said = document.querySelector(".messages"), says = page.querySelector(".messages");
    if (said && says) said.replaceChildren(...says.childNodes);      /* what was said of the step before is over */
    carry(now, next);
    now.replaceWith(document.adoptNode(next));
    if (field()) { field().value = typed; field().focus(); }
    else document.getElementById("main").focus();                /* nothing more to scan: the next Tab is for this page */
    play(next);
  }

  /* What was written, chosen or unticked stays when one more pouch joins. */
  const filled = (scope) => Array.from(scope.querySelectorAll(".took-form input:not([type=hidden]), .took-form select"));
  const whose = (one) => one.form.getAttribute("action") + one.name + (one.matches("[type=checkbox], [type=radio]") ? one.value : "");
  function carry(now, next) {
    const before = new Map(filled(now).map((one) => [whose(one), one]));
    filled(next).forEach((one) => {
      const was = before.get(whose(one));
      if (!was) return;
      if (one.matches("[type=checkbox], [type=radio]")) one.checked = was.checked; else one.value = was.value;
    });
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-scan]")) return;
    event.preventDefault();
    const code = field().value.trim();
    field().value = "";
    if (code) take(code);
    else onward();
  });
  function take(code) {
    if (dialogue()) { refuse(); return; }
    waiting.push(code);
    work();
  }
  /* Enter in the empty field: nothing more to scan, on to the page's one main button. */
  function onward() {
    const main = document.querySelector("[data-scan-main]");
    if (main) main.focus();
  }

  /* A label scanned anywhere on the page, in whatever field somebody was writing (labels.js): it is a scan here. */
  document.addEventListener("label:scanned", (event) => {
    if (!form()) return;
    event.preventDefault();
    take(event.detail.code);
  });

  /* What is typed anywhere but in a field belongs to the scan field. A run of keys inside a dialogue is a scan. */
  let run = 0, last = 0;
  document.addEventListener("keydown", (event) => {
    const here = field();
    if (!here || event.ctrlKey || event.altKey || event.metaKey || event.key === "Shift") return;
    const quick = event.timeStamp - last < 1000, sign = key(event), typed = run;
    last = event.timeStamp;
    run = sign ? (quick ? run + 1 : 1) : 0;
    if (dialogue()) {                     /* a question has no field to type in: any run is a scan */
      if (event.key === "Enter" && quick && typed >= 6) { event.preventDefault(); refuse(); }
      return;
    }
    const writes = event.target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
    if (!writes && sign && event.target !== here) { here.focus(); here.value += sign; event.preventDefault(); }
  }, true);

  /* Escape closes a question; the next key is for the scan field again. */
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && dialogue();
    if (!open) return;
    open.open = false;
    const place = document.querySelector("[data-scan-said]");
    if (place) place.replaceChildren();
    if (field()) field().focus();
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
