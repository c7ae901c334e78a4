// Lists that are updated in place: a facet, a chip, an order, a page or a new search brings the list that its own address
// brings, and the address follows. htmx fetches and swaps; here stand the address, the focus, what is announced, and what
// is said when nothing comes. Without this script each of them is a plain link or form.
"use strict";
(() => {
  const live = document.getElementById("live");
  const said = document.querySelector("[data-live-said]");
  const fault = document.querySelector("[data-live-fault]");
  const here = () => location.pathname + location.search;
  let shown = here();
  let back = false;
  let last = null;
  let folds = new Map();
  let drawer = false;

  // htmx notes the address of the page in the session's storage, even with its history switched off. We keep nothing.
  const forget = () => {
    try {
      sessionStorage.removeItem("htmx-current-path-for-history");
    } catch {
      // A browser that keeps nothing for sites refuses even to be asked.
    }
  };
  forget();

  const narrow = () => document.querySelector("[data-drawer]");
  const isDrawn = () => Boolean(narrow()?.matches(":popover-open"));

  live.addEventListener("htmx:configRequest", (event) => {
    // Fields that were left empty ask nothing: the address stays short.
    const form = event.detail.formData;
    for (const [name, value] of [...form.entries()]) if (!String(value).trim()) form.delete(name);
  });

  live.addEventListener("htmx:beforeRequest", (event) => {
    fault.hidden = true;
    live.setAttribute("aria-busy", "true");
    // A click while another is under way takes its place. htmx tidies up, and calls that an error in the console.
    const { xhr } = event.detail;
    const tidy = xhr.onabort;
    xhr.onabort = (...given) => {
      const told = console.error;
      console.error = () => {};
      try {
        tidy.apply(xhr, given);
      } finally {
        console.error = told;
      }
    };
  });

  live.addEventListener("htmx:afterRequest", () => live.removeAttribute("aria-busy"));

  live.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, isError, pathInfo } = event.detail;
    if (isError) return;
    if (!xhr.responseText.includes('id="live"')) {
      // Another page than a list: shown as what it is.
      event.detail.shouldSwap = false;
      location.assign(pathInfo.responsePath || pathInfo.finalRequestPath);
      return;
    }
    folds = new Map([...live.querySelectorAll("details[data-fold]")].map((one) => [one.dataset.fold, one.open]));
    drawer = isDrawn();
  });

  live.addEventListener("htmx:afterSwap", (event) => {
    const { pathInfo, requestConfig, xhr } = event.detail;
    if (xhr === last) return; // each part that was swapped in tells of it
    last = xhr;
    const address = pathInfo.responsePath || pathInfo.finalRequestPath;
    if (!back && address !== here()) history.pushState(null, "", address);
    back = false;
    shown = here();
    follow();
    for (const one of live.querySelectorAll("details[data-fold]")) {
      // What holds an error is open, whatever was.
      if (folds.has(one.dataset.fold)) one.open = folds.get(one.dataset.fold) || Boolean(one.querySelector(".wrong"));
    }
    lead(requestConfig.elt);
  });

  // Links outside the list that lead to this same search: in the other language, as a feed.
  function follow() {
    for (const link of document.querySelectorAll("[hreflang]")) {
      if (link.href) link.href = new URL(link.href).pathname + location.search;
    }
    const feed = document.querySelector("link[type='application/atom+xml']");
    const own = live.querySelector("a[type='application/atom+xml']");
    if (feed && own) feed.href = own.href;
  }

  // The focus stays on what was clicked, if it is still there; else it goes to what came.
  function lead(from) {
    const head = live.querySelector("#problems-title, #found-title");
    const whole = !from.closest(".chips, .sorts, .narrow");
    const lost = !document.activeElement || document.activeElement === document.body;
    if (drawer && !live.querySelector(".problems")) {
      const id = from.id;
      narrow()?.showPopover();
      (document.getElementById(id) || narrow()?.querySelector("h2"))?.focus();
      announce(head);
    } else if (whole && head) {
      head.focus({ preventScroll: true });
      head.scrollIntoView({ block: "start" });
    } else if (lost && head) {
      head.focus({ preventScroll: true });
    } else {
      announce(head);
    }
    drawer = false;
  }

  function announce(head) {
    said.textContent = "";
    // Two equal counts in a row are said twice only where the text was away in between.
    requestAnimationFrame(() => {
      said.textContent = head ? head.textContent.replace(/\s+/g, " ").trim() : "";
    });
  }

  function complain(event) {
    live.removeAttribute("aria-busy");
    const path = event.detail.pathInfo?.finalRequestPath;
    if (back || !path) {
      location.reload();
      return;
    }
    if (isDrawn()) narrow().hidePopover();
    fault.querySelector("a").href = path;
    fault.hidden = false;
    fault.focus();
  }
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) live.addEventListener(name, complain);

  window.addEventListener("popstate", () => {
    if (here() === shown) return; // a place on the same page
    back = true;
    htmx.ajax("GET", here(), { source: live, target: live, select: "#live > *", swap: "innerHTML show:none" });
  });

  // Out of the drawer by keyboard: it does not stay in front of what has the focus.
  live.addEventListener("focusout", (event) => {
    const to = event.relatedTarget;
    if (to && isDrawn() && narrow().contains(event.target) && !narrow().contains(to)) narrow().hidePopover();
  });
})();
