// My list: the trials that somebody keeps. It stays in this browser; nothing of it is sent but the ids in the address of
// a page that is asked for. Without this script the buttons are not there, and the pages work from their links.
"use strict";
(() => {
  const KEY = "finder.shortlist";
  const MOST = 20;
  const ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/;
  const bar = document.querySelector("[data-shortlist]");
  const said = document.querySelector("[data-shortlist-said]");

  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(kept) ? kept.filter((id) => typeof id === "string" && ID.test(id)).slice(0, MOST) : [];
    } catch {
      return [];
    }
  }

  function write(ids) {
    try {
      if (ids.length) localStorage.setItem(KEY, JSON.stringify(ids));
      else localStorage.removeItem(KEY);
    } catch {
      // No room, or not allowed: what is drawn next is what is kept.
    }
  }

  // What was searched for goes along: the sheet says how each trial stands to it.
  function address(path, ids) {
    const query = new URLSearchParams(ids.map((id) => ["id", id]));
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (!["id", "offset", "limit", "sort", "back"].includes(name) && value.trim()) query.append(name, value);
    }
    return `${path}?${query}`;
  }

  function draw() {
    const ids = read();
    bar.hidden = !ids.length;
    bar.querySelector("[data-count]").textContent = ids.length;
    for (const link of bar.querySelectorAll("[data-to]")) link.href = address(link.dataset.to, ids);
    bar.querySelector("[data-several]").hidden = ids.length < 2;
    for (const button of document.querySelectorAll("[data-keep]")) {
      const kept = ids.includes(button.dataset.keep);
      button.parentElement.hidden = false;
      button.querySelector("[data-add]").hidden = kept;
      button.querySelector("[data-drop]").hidden = !kept;
    }
  }

  function toggle(id) {
    const ids = read();
    const kept = ids.includes(id);
    if (!kept && ids.length >= MOST) {
      said.textContent = said.dataset.full;
      return;
    }
    write(kept ? ids.filter((one) => one !== id) : [...ids, id]);
    draw();
    said.textContent = kept ? said.dataset.dropped : said.dataset.added;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-keep]")) toggle(button.dataset.keep);
    if (button.matches("[data-print]")) window.print();
    if (button.matches("[data-clear]")) {
      write([]);
      draw();
      said.textContent = said.dataset.cleared;
      document.getElementById("main").focus(); // the button is gone
    }
  });
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;

  try {
    localStorage.getItem(KEY);
  } catch {
    return; // a browser that keeps nothing
  }
  if (!bar) return;
  draw();
  // Another window, the way back, a list that was updated in place.
  window.addEventListener("storage", draw);
  window.addEventListener("pageshow", draw);
  document.addEventListener("htmx:afterSettle", draw);
})();
