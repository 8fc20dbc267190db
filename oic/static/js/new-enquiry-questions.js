// Several questions on one page, and what is recognised in each: proposed, never over what a
// person chose.

export function questions(form, look) {
  const holder = form.querySelector("[data-questions]");
  const add = form.querySelector("[data-add-question]");
  const all = () => [...holder.querySelectorAll(".new-question")];
  const text = (question) => question.querySelector("[data-question-text]");
  const proposed = new WeakMap();

  add.type = "button";
  add.addEventListener("click", () => {
    const existing = all();
    const number = existing.length;
    if (number >= Number(form.dataset.most)) return;
    const fresh = existing[0].cloneNode(true);
    for (const node of fresh.querySelectorAll(".field-error, .new-recognised")) node.remove();
    for (const node of fresh.querySelectorAll("*")) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        const value = node.getAttribute(name);
        if (value) node.setAttribute(name, value.replace("questions-0-", `questions-${number}-`));
      }
      for (const name of ["aria-invalid", "data-shortcut", "autofocus", "style"]) node.removeAttribute(name);
      if (node.matches("textarea, input")) node.value = "";
      if (node.matches("select")) node.selectedIndex = 0;
      if (node.matches("[data-unread]")) node.replaceChildren();
    }
    holder.append(fresh);
    watch(fresh);
    number_them();
    text(fresh).focus();
  });

  function number_them() {
    const existing = all();
    existing.forEach((question, at) => {
      const legend = question.querySelector("legend");
      legend.className = existing.length === 1 ? "visually-hidden" : "";
      legend.replaceChildren(form.dataset.question.replace("{number}", String(at + 1)));
      for (const label of question.querySelectorAll("label")) {
        if (label.htmlFor === text(question).id) label.classList.toggle("visually-hidden", existing.length > 1);
      }
      if (at === existing.length - 1 && at > 0) {
        const remove = document.createElement("button");
        remove.type = "button";
        remove.className = "btn btn-quiet btn-sm";
        remove.textContent = form.dataset.remove;
        remove.addEventListener("click", () => {
          question.remove();
          number_them();
          text(all().at(-1)).focus();
          form.dispatchEvent(new CustomEvent("oic:changed", { bubbles: true }));
          look();
        });
        legend.append(remove);
      }
    });
    add.hidden = existing.length >= Number(form.dataset.most);
  }

  function watch(question) {
    for (const field of question.querySelectorAll("[data-programme], [data-procedure]")) {
      field.addEventListener("input", () => {
        proposed.delete(field); // from here on it is the person's
        mark(field, false);
      });
    }
  }

  function mark(field, on) {
    const label = field.labels[0];
    let note = label.querySelector(".new-recognised");
    if (on && !note) {
      note = document.createElement("span");
      note.className = "new-recognised";
      note.textContent = form.dataset.recognised;
      label.append(note);
    } else if (!on) note?.remove();
  }

  function propose(field, value, name) {
    const free = field.value === "" || field.value === proposed.get(field);
    if (!free || field === document.activeElement) return;
    if (value && field.matches("select") && ![...field.options].some((option) => option.value === value)) {
      field.append(new Option(name, value));
    }
    if (field.value !== value) field.value = value;
    if (value) proposed.set(field, value);
    else proposed.delete(field);
    mark(field, Boolean(value));
  }

  // What a person typed is brought to normal form, or said not to be readable, once she goes on.
  function tidy(question, read) {
    const field = question.querySelector("[data-procedure]");
    if (field === document.activeElement) return;
    if (read.typed && field.value.trim() === read.typed) field.value = read.procedure;
    const note = question.querySelector("[data-unread]");
    if (note.textContent !== read.unread) note.textContent = read.unread;
  }

  // The numbers that stand there by the text alone: the text decides about them again.
  function proposedNumbers() {
    const fields = [...holder.querySelectorAll("[data-procedure]")];
    return fields.filter((field) => field.value && field.value === proposed.get(field)).map((field) => field.name);
  }

  function recognised(found) {
    all().forEach((question, at) => {
      const read = found[at];
      if (!read) return;
      tidy(question, read);
      if (question.querySelector("[data-programme]").value === "none") return;
      propose(question.querySelector("[data-procedure]"), read.procedure, "");
      propose(question.querySelector("[data-programme]"), read.programme, read.programmeName);
    });
  }

  all().forEach(watch);
  number_them();
  return {
    first: () => text(all()[0]),
    any: () => all().some((question) => text(question).value.trim()),
    recognised,
    proposedNumbers,
  };
}
