// Folds the rail of places to icons and remembers it.
import { remember } from "./store.js";

const root = document.documentElement;

for (const button of document.querySelectorAll("[data-rail-fold]")) {
  const show = () => button.setAttribute("aria-pressed", String(root.classList.contains("rail-folded")));
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    remember("rail", root.classList.toggle("rail-folded") ? "folded" : "open");
    show();
  });
}
