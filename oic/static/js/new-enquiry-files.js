// Files dropped on the form or chosen: received at once and carried on, so that a mistake in the
// form or a closed browser does not cost them.
import { upload } from "./upload.js";

export function files(form, changed) {
  const attach = form.querySelector("[data-attach]");
  const input = attach.querySelector("[data-files]");
  const list = attach.querySelector("[data-kept-files]");
  const more = form.querySelector("[data-more]");
  const says = document.createElement("p");
  says.className = "field-error";
  says.setAttribute("role", "alert");
  says.hidden = true;
  input.before(says);

  function line(file) {
    const item = document.createElement("li");
    const kept = document.createElement("input");
    kept.type = "hidden";
    kept.name = "kept";
    kept.value = file.token;
    const out = document.createElement("button");
    out.type = "button";
    out.className = "btn btn-quiet btn-sm";
    out.textContent = form.dataset.takeOut;
    out.setAttribute("aria-label", `${form.dataset.takeOut}: ${file.name}`);
    out.addEventListener("click", () => {
      item.remove();
      input.focus();
      changed();
    });
    item.append(file.name, kept, out);
    return item;
  }

  async function receive(chosen) {
    if (!chosen.length) return;
    more.open = true;
    const kept = [...list.querySelectorAll("input[name=kept]")].map((one) => one.value);
    const got = await upload(form.dataset.upload, attach, chosen, kept, form.elements.csrf_token.value);
    list.append(...got.files.map(line));
    says.textContent = got.wrong.join(" ");
    says.hidden = !got.wrong.length;
    input.value = ""; // what was refused once would hold up everything that is typed
    changed();
  }

  input.addEventListener("change", (event) => {
    event.stopPropagation();
    receive([...input.files]);
  });
  form.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    attach.classList.add("attach-over");
  });
  form.addEventListener("dragleave", () => attach.classList.remove("attach-over"));
  form.addEventListener("drop", (event) => {
    attach.classList.remove("attach-over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    receive([...event.dataTransfer.files]);
  });
  form.addEventListener("paste", (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (!pasted.length) return;
    event.preventDefault();
    receive(pasted);
  });
}
