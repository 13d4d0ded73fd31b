// A button with data-copy="#id" copies the text of that element and says so in the element that data-says names.
// Buttons are hidden in the page, so that nobody without scripts meets one that does nothing.
function select(source) {
  // An address that stands only in the page's own address bar is shown when somebody has to copy it by hand.
  source.hidden = false;
  getSelection().selectAllChildren(source);
  return "selected";
}

// Browsers offer the clipboard over https alone, and a reader may forbid it: then the text stands selected.
async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    return "copied";
  } catch {
    return select(source);
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.querySelector(button.dataset.copy);
  const status = document.querySelector(button.dataset.says);
  button.hidden = false;
  button.addEventListener("click", async () => {
    // Emptied first, so that a second press is announced as well.
    status.textContent = "";
    const outcome = await copy(source);
    status.textContent = button.dataset[outcome];
  });
}
