// Lets a message be closed.

for (const button of document.querySelectorAll("[data-flash-close]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.closest(".flash").remove();
    document.getElementById("main")?.focus({ preventScroll: true });
  });
}
