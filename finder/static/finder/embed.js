// Puts a list of trials into the page that loads this: a frame for each <div data-finder-trials data-query="…">.
// Works under `script-src` and `frame-src` of this file's own origin alone: no inline style, no eval, no storage.
(() => {
  "use strict";
  const source = document.currentScript && document.currentScript.src;
  if (!source) return; // loaded as a module: then a script does not know where it came from
  const home = new URL(source).origin;
  const TALLEST = 20000; // pixels; a frame never takes a page over

  const titles = { en: "Clinical trials, from MBC Finder", es: "Ensayos clínicos, de MBC Finder" };

  function framed(place) {
    const language = place.dataset.lang === "es" ? "es" : "en";
    const address = new URL(language === "es" ? "../es/embed/trials/" : "trials/", source);
    address.search = new URLSearchParams(place.dataset.query || "").toString();
    const frame = document.createElement("iframe");
    frame.title = place.dataset.title || titles[language];
    frame.loading = "lazy";
    frame.referrerPolicy = "no-referrer";
    // Its own origin, so that both sides can check whom they talk to; windows, so that a trial opens in a new tab.
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox");
    frame.setAttribute("width", "100%");
    frame.setAttribute("height", "480");
    frame.setAttribute("frameborder", "0"); // an attribute: a style would need the host's `style-src`
    frame.addEventListener("load", () => frame.contentWindow.postMessage({ finder: "how tall" }, home));
    frame.src = address.href;
    place.replaceChildren(frame);
    return frame;
  }

  function start() {
    const frames = Array.from(document.querySelectorAll("[data-finder-trials]"), framed);
    window.addEventListener("message", (event) => {
      if (event.origin !== home || !event.data || event.data.finder !== "this tall") return;
      const frame = frames.find((one) => one.contentWindow === event.source);
      const height = Math.ceil(Number(event.data.height));
      if (frame && height > 0) frame.setAttribute("height", String(Math.min(height, TALLEST)));
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
