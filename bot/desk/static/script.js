// The desk works without this. It hides the page by a key or after a while, and says that somebody is still typing.
"use strict";
(() => {
  const BLANK_AFTER = 3 * 60 * 1000; // nothing pressed or moved
  const STILL_HERE_EVERY = 60 * 1000;
  const root = document.documentElement;
  const main = document.querySelector("main[data-token]");
  const cover = document.querySelector("[data-cover]");
  if (!main || !cover) return;
  const hide = document.querySelector("[data-hide]");
  const show = document.querySelector("[data-show]");
  const idle = Number(root.dataset.idle) * 1000;
  let last = Date.now();
  let told = Date.now();
  let before = null;

  function covered(on) {
    if (on === !cover.hidden) return;
    if (on) before = document.activeElement;
    cover.hidden = !on;
    for (const part of document.querySelectorAll("header, main")) part.inert = on;
    if (on) show.focus();
    else if (before) before.focus();
  }

  function stillHere() {
    last = Date.now();
    if (last - told < STILL_HERE_EVERY) return;
    told = last;
    const form = new URLSearchParams({ token: main.dataset.token });
    fetch("/desk/still-here", { method: "POST", body: form }).catch(() => {});
  }

  hide.hidden = false;
  hide.addEventListener("click", () => covered(true));
  show.addEventListener("click", () => covered(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) covered(cover.hidden);
  });
  for (const kind of ["keydown", "pointerdown", "input"]) document.addEventListener(kind, stillHere);
  document.addEventListener("pointermove", () => { last = Date.now(); }, { passive: true });
  setInterval(() => {
    if (Date.now() - last > BLANK_AFTER) covered(true);
    // the session is over by now: nothing stays on a screen that nobody is at
    if (Date.now() - told > idle && Date.now() - last > idle) location.replace("/desk/sign-in");
  }, 5000);
  // a page that a browser kept is not shown again without asking
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
