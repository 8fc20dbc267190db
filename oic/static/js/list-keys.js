// Folds of the page: one open at a time, Escape closes, the first field is focused.
for (const fold of document.querySelectorAll("details.step")) {
  fold.addEventListener("toggle", () => {
    if (!fold.open) return;
    for (const other of document.querySelectorAll("details.step[open]")) if (other !== fold) other.open = false;
    fold.querySelector("select, textarea, input:not([type=hidden])")?.focus();
  });
  fold.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !fold.open) return;
    fold.open = false;
    fold.querySelector("summary").focus();
  });
}

// After j and k the list goes on from here: the address says which of it this page is.
document.querySelector(".entry:target")?.scrollIntoView({ block: "center" });
