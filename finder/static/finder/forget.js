// "Forget everything": wipes what this browser keeps for us and takes the page's place in the history. Without script
// the link simply leads to the start page.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-forget]");
  if (!link) return;
  event.preventDefault();
  for (const kept of ["localStorage", "sessionStorage"]) {
    try {
      window[kept].clear();
    } catch {
      // A browser that keeps nothing for sites refuses even to be asked.
    }
  }
  window.location.replace(`${link.href}#forgotten`); // the start page says what is gone, and what is not
});
