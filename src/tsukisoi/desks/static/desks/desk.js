/* At a shared computer: half-typed text is handed in, the screen locks by itself. Without this the server locks. */
(() => {
  "use strict";

  const place = document.querySelector("[data-desk]");
  if (!place) return;
  const leave = document.querySelector("form[data-leave]");
  const idle = Number(place.dataset.desk) * 1000;
  const token = leave.querySelector("[name=csrfmiddlewaretoken]").value;
  const SAVED = "input:not([type=password], [type=hidden], [type=file], [type=search], [type=submit]), textarea, select";
  const dirty = new Set();
  let touched = Date.now();
  let told = Date.now();

  /* A field may be called «action» or «method»: the form's own words are asked for by name. */
  const target = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
  const posts = (form) => (form.getAttribute("method") || "").toLowerCase() === "post";
  const savable = (form) => form && posts(form) && !("leave" in form.dataset) && !("noDraft" in form.dataset);
  const mine = (form) => Array.from(form.elements).filter((one) => one.name && one.matches(SAVED));

  function packed(form) {
    const body = new URLSearchParams({ page: location.pathname, action: target(form), csrfmiddlewaretoken: token });
    mine(form).forEach((one) => {
      if (!one.matches("[type=checkbox], [type=radio]") || one.checked) body.append("v-" + one.name, one.value);
    });
    return body;
  }

  const send = (body) => fetch(place.dataset.draft, { method: "POST", body, credentials: "same-origin", keepalive: true }).catch(() => {});

  async function save() {
    const forms = Array.from(dirty).filter((form) => form.isConnected);
    dirty.clear();
    told = Date.now();
    await Promise.all(forms.map((form) => send(packed(form))));
  }

  async function lock() {
    document.body.hidden = true;
    await save();
    document.dispatchEvent(new Event("desk:leave"));
    leave.submit();
  }

  async function watch() {
    if (Date.now() - touched >= idle) return lock();
    if (Date.now() - told < 20000) return undefined;
    if (dirty.size) return save();
    if (touched > told) {
      told = Date.now();
      return send(new URLSearchParams({ page: location.pathname, csrfmiddlewaretoken: token }));
    }
    return undefined;
  }

  function fill(form, values) {
    mine(form).forEach((one) => {
      const found = values.filter(([name]) => name === one.name).map(([, value]) => value);
      if (one.matches("[type=checkbox], [type=radio]")) one.checked = found.includes(one.value);
      else if (found.length) one.value = found[0];
    });
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function restore() {
    const answer = await fetch(place.dataset.draft + "?page=" + encodeURIComponent(location.pathname), { credentials: "same-origin" });
    if (!answer.ok) return;
    (await answer.json()).drafts.forEach((draft) => {
      const form = Array.from(document.forms).find((one) => savable(one) && target(one) === draft.action);
      if (!form) return;
      fill(form, draft.values);
      dirty.add(form);
      place.querySelector("[data-restored]").hidden = false;
    });
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (savable(form)) dirty.add(form);
  });
  document.addEventListener("submit", (event) => {
    dirty.delete(event.target);
    if (event.target !== leave || !dirty.size) return;
    event.preventDefault();
    lock();
  });
  ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"].forEach((kind) => {
    document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
  });
  document.addEventListener("visibilitychange", watch);
  setInterval(watch, 2000);
  if ("drafted" in place.dataset) restore();
})();
