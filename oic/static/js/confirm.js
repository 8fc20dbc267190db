// <details data-confirm> asks in place without a script; with one it asks in a dialog.

for (const details of document.querySelectorAll("details[data-confirm]")) {
  const summary = details.querySelector("summary");
  const box = details.querySelector(".confirm-box");
  const cancel = box.querySelector("[data-confirm-cancel]");
  const dialog = document.createElement("dialog");
  dialog.className = "box";
  dialog.setAttribute("aria-label", summary.textContent.trim());
  cancel.hidden = false;
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  summary.setAttribute("aria-haspopup", "dialog");
  summary.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.append(box);
    document.body.append(dialog);
    dialog.showModal();
    cancel.focus();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    summary.focus();
  });
}
