// The browser's back button: the address of a question holds the answers to the others, not yet its own. As an answer is
// sent, it is noted there too, so that the way back finds it. It stands in the address and nowhere else. Without script
// the link "Back" does the same.
document.addEventListener("submit", (event) => {
  const answered = new URLSearchParams();
  for (const [name, value] of new FormData(event.target)) if (String(value).trim()) answered.append(name, value);
  answered.set("go", "here");
  history.replaceState(null, "", `${event.target.action}?${answered}`);
});
