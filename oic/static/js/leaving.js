// Whoever signs out leaves nothing of a day sheet in the browser; what was not handed over yet is
// asked about first, for it would be lost.
import { forgetAll, waiting } from "./along-store.js";

const leaving = document.querySelector("form[data-leaving]");

leaving?.addEventListener("submit", async (event) => {
  if ("sure" in leaving.dataset) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const left = await waiting();
  if (left && !confirm(leaving.dataset.leaving.replace("{count}", left))) return;
  await forgetAll();
  leaving.dataset.sure = "";
  leaving.requestSubmit();
});

// The session ended elsewhere: what is not work of somebody's goes as well.
if (document.querySelector("[data-signed-out]") && !(await waiting())) await forgetAll();
