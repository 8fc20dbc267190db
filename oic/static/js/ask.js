// Improves the public forms: nothing here is needed to send one.
import { countCharacters } from "./ask-count.js";
import { keepDraft, forgetDraft } from "./ask-draft.js";
import { listFiles } from "./ask-files.js";

const done = document.querySelector("[data-draft-done]");
if (done) {
  forgetDraft(done.dataset.draftDone);
  history.replaceState(null, "", location.pathname + location.hash); // said once, not at every reload
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  keepDraft(form);
  for (const area of form.querySelectorAll("[data-longest]")) countCharacters(area);
  for (const input of form.querySelectorAll("[data-files]")) listFiles(input);
  sayThatItIsSent(form);
}

// The server takes a form sent twice as one; the word on the button only calms whoever waits.
function sayThatItIsSent(form) {
  const button = form.querySelector(".actions button");
  const words = button?.querySelector("span");
  if (!words) return;
  const usual = words.textContent;
  form.addEventListener("submit", () => {
    words.textContent = form.dataset.sending;
  });
  addEventListener("pageshow", () => {
    words.textContent = usual;
  });
}
