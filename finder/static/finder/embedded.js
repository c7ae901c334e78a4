// Inside the frame: tells the page around it how tall the list is, once that page has asked, and to its origin alone.
(() => {
  "use strict";
  let asker = "";
  const tell = () => {
    if (!asker) return;
    window.parent.postMessage({ finder: "this tall", height: document.body.getBoundingClientRect().height }, asker);
  };
  window.addEventListener("message", (event) => {
    // Any page may hold the frame; nobody but that page may ask. "null" is an origin that nothing can be sent to.
    if (event.source !== window.parent || event.origin === "null") return;
    if (!event.data || event.data.finder !== "how tall") return;
    asker = event.origin;
    tell();
  });
  new ResizeObserver(tell).observe(document.body);
})();
