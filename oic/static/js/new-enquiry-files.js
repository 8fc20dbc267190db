// Files dropped on the form or chosen: received at once and carried on, so that a mistake in the
// form or a closed browser does not cost them.

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
    const data = new FormData();
    for (const kept of list.querySelectorAll("input[name=kept]")) data.append("kept", kept.value);
    for (const file of chosen) data.append("files", file);
    more.open = true;
    try {
      const answer = await fetch(form.dataset.upload, {
        method: "POST",
        body: data,
        headers: { "X-CSRFToken": form.elements.csrf_token.value },
      });
      if (!answer.ok) return; // They stay in the field and go with the form.
      const { files: taken, wrong } = await answer.json();
      list.append(...taken.map(line));
      says.textContent = wrong.join(" ");
      says.hidden = !wrong.length;
      input.value = "";
      changed();
    } catch {
      // The same: they go with the form.
    }
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
