"use strict";
// The page is complete without this file, which copies commands and citation at a click.
for (const pre of document.querySelectorAll("pre")) {
  const text = pre.textContent;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: "copy" });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "copied";
    } catch {
      getSelection().selectAllChildren(pre);
      button.textContent = "selected";
    }
  });
  pre.prepend(button);
}
