/* Small helps on top of pages that work without them. Nothing is stored in the browser, nothing is sent from here. */
(() => {
  "use strict";

  const HELD = "button, a[href], input, select, textarea";
  const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  /* The grid is one stop for Tab; arrows, Home and End move inside it. */
  const held = (cell) => cell && cell.querySelector(HELD);
  const rows = (matrix) => Array.from(matrix.querySelectorAll("tbody tr"));
  const place = (cell) => [rows(cell.closest(".matrix")).indexOf(cell.parentElement), cell.cellIndex];

  function makeOneStop(matrix) {
    const all = Array.from(matrix.querySelectorAll("tbody :is(td, th) :is(" + HELD + ")"));
    const kept = all.find((one) => one === document.activeElement) || all.find((one) => one.tabIndex === 0 && one.dataset.kept) || all[0];
    all.forEach((one) => { one.tabIndex = one === kept ? 0 : -1; });
    if (kept) kept.dataset.kept = "1";
  }

  function step(matrix, cell, [down, right]) {
    const lines = rows(matrix);
    let [row, column] = place(cell);
    for (;;) {
      row += down; column += right;
      const line = lines[row];
      if (!line || column < 0 || column >= line.cells.length) return null;
      const found = held(line.cells[column]);
      if (found) return found;
    }
  }

  const edge = (cell, last) => {
    const found = Array.from(cell.parentElement.cells).map(held).filter(Boolean);
    return last ? found[found.length - 1] : found[0];
  };

  function onMatrixKey(event) {
    const matrix = event.target.closest(".matrix");
    const cell = matrix && event.target.closest("tbody td, tbody th");
    const writes = event.target.matches("select, textarea, input:not([type=checkbox])");
    if (!cell || writes || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = event.key in ARROWS ? step(matrix, cell, ARROWS[event.key])
      : event.key === "Home" || event.key === "End" ? edge(cell, event.key === "End") : null;
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  let last = null;                       /* where the reader stood in a grid, so that a replaced cell keeps the focus */
  function onFocus(event) {
    const matrix = event.target.closest(".matrix");
    const cell = matrix && event.target.closest("tbody td, tbody th");
    last = cell ? { matrix, place: place(cell) } : null;
    if (!cell) return;
    matrix.querySelectorAll("tbody [data-kept]").forEach((one) => { one.tabIndex = -1; delete one.dataset.kept; });
    event.target.tabIndex = 0;
    event.target.dataset.kept = "1";
  }

  function backToCell() {
    document.querySelectorAll(".matrix").forEach(makeOneStop);
    if (!last || !last.matrix.isConnected || document.activeElement !== document.body) return;
    const line = rows(last.matrix)[last.place[0]];
    const found = line && held(line.cells[last.place[1]]);
    if (found) found.focus();
  }

  /* How many rows are picked, and picking them all. */
  const picks = (scope) => Array.from(scope.querySelectorAll("tbody .matrix__pick input[type=checkbox]"));
  function count(scope) {
    const found = picks(scope);
    const picked = found.filter((one) => one.checked).length;
    scope.querySelectorAll("[data-picked-count]").forEach((one) => { one.textContent = String(picked); });
    scope.querySelectorAll("[data-pick-all]").forEach((one) => {
      one.checked = picked > 0 && picked === found.length;
      one.indeterminate = picked > 0 && picked < found.length;
    });
  }

  function onChange(event) {
    const scope = event.target.closest("form") || document;
    if (event.target.matches("[data-pick-all]")) picks(scope).forEach((one) => { one.checked = event.target.checked; });
    if (event.target.matches("[data-pick-all], .matrix__pick input")) count(scope);
    /* A form that asks for so many files and nothing else is sent once they are chosen: one press less. */
    if (event.target.type === "file" && scope.dataset && scope.dataset.sendsWith && event.target.files.length === Number(scope.dataset.sendsWith)) scope.requestSubmit();
  }

  /* A long list of people to tick: arrows move, a room's number goes to its line, a scanned label ticks its person. */
  const ticks = (scope) => Array.from(scope.querySelectorAll(".options input[type=checkbox]"));
  let sought = "", at = 0;
  function onPickKey(event) {
    const list = event.target.closest(".picks");
    if (!list || event.target.type !== "checkbox" || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = ticks(list), here = all.indexOf(event.target);
    let next = null;
    if (event.key === "ArrowDown") next = all[here + 1];
    else if (event.key === "ArrowUp") next = all[here - 1];
    else if (/^[^\s]$/.test(event.key)) {
      const begins = (words) => all.find((one) => one.closest("label").textContent.trim().toLowerCase().startsWith(words));
      const key = event.key.toLowerCase(), longer = event.timeStamp - at < 1000 ? sought + key : key;
      at = event.timeStamp;
      sought = begins(longer) ? longer : key;
      next = begins(sought);
    }
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
  document.addEventListener("label:scanned", (event) => {
    const found = document.querySelector('.picks input[data-code="' + event.detail.code + '"]');
    if (!found) return;
    event.preventDefault();
    if (!found.checked) found.click();
    found.focus();
    document.dispatchEvent(new CustomEvent("ui:tone", { detail: "ok" }));
  });

  /* Half-typed text is not left by mistake. */
  const unsaved = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-unsaved]");
    if (form) unsaved.add(form);
  });
  document.addEventListener("desk:leave", () => unsaved.clear());  /* what was half-typed is kept on the server */
  document.addEventListener("submit", (event) => unsaved.delete(event.target));
  const halfTyped = () => Array.from(unsaved).some((form) => form.isConnected);
  window.addEventListener("beforeunload", (event) => { if (halfTyped()) event.preventDefault(); });
  document.addEventListener("label:scanned", (event) => { if (halfTyped()) event.detail.stay = true; });

  /* A refusal or a broken line is told in words; what was typed stays on the page. */
  function tell(lines) {
    const region = document.querySelector(".messages");
    if (!region || !lines.length) return;
    const box = document.createElement("div");
    box.className = "message message--error";
    lines.forEach((line) => {
      const text = document.createElement("p");
      text.textContent = line;
      box.append(text);
    });
    region.replaceChildren(box);
    region.scrollIntoView({ block: "nearest" });
  }

  function onRefusal(event) {
    const { xhr } = event.detail;
    if (xhr.status < 400) return;
    const whole = /^\s*<!doctype/i.test(xhr.responseText);
    event.detail.shouldSwap = !whole && xhr.status === 422;
    event.detail.isError = !event.detail.shouldSwap;
    if (!whole) return;
    const main = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("main");
    tell(Array.from(main ? main.querySelectorAll("h1, p:not(.print-only)") : []).map((one) => one.textContent.trim()).filter(Boolean));
  }

  const region = document.querySelector(".messages");
  const broken = () => tell(region ? [region.dataset.broken] : []);

  /* A wide table that scrolls sideways can be reached with the keyboard. */
  function reachable() {
    document.querySelectorAll(".frame, .ledger, .statute, .matrix").forEach((one) => {
      const scrolls = one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "auto";
      if (scrolls && !one.hasAttribute("tabindex")) one.dataset.reachable = "1";
      if (!one.dataset.reachable) return;
      if (scrolls) one.tabIndex = 0;
      else one.removeAttribute("tabindex");
    });
  }

  document.addEventListener("keydown", onMatrixKey);
  document.addEventListener("keydown", onPickKey);
  document.addEventListener("focusin", onFocus);
  document.addEventListener("change", onChange);
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
  document.addEventListener("htmx:afterSettle", backToCell);
  document.addEventListener("htmx:beforeSwap", onRefusal);
  document.addEventListener("htmx:sendError", broken);
  document.addEventListener("htmx:timeout", broken);
  window.addEventListener("resize", reachable);

  document.querySelectorAll(".matrix").forEach(makeOneStop);
  document.querySelectorAll("form").forEach((form) => { if (form.querySelector(".matrix__pick")) count(form); });
  reachable();
  const wrong = document.querySelector("[data-focus]");
  if (wrong) wrong.focus();
})();
