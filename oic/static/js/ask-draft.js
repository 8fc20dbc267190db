// Keeps what is being typed in this tab, so that a lost page is not a lost question.

const PREFIX = "oic-draft-";
const KEPT = "input[type=text], input[type=email], input[type=tel], input[type=radio], select, textarea";

function fields(form) {
  return [...form.querySelectorAll(KEPT)].filter((field) => field.name !== "website");
}

function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + name) ?? "{}");
  } catch {
    return {};
  }
}

function write(name, values) {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(values));
  } catch {
    // A full or forbidden store: the form works without it.
  }
}

export function forgetDraft(name) {
  try {
    sessionStorage.removeItem(PREFIX + name);
  } catch {
    // There was nothing to forget.
  }
}

export function keepDraft(form) {
  const name = form.dataset.draft;
  if (form.dataset.shown === "new") {
    const values = read(name);
    for (const field of fields(form)) {
      const value = values[field.name];
      if (value === undefined) continue;
      if (field.type === "radio") field.checked = field.value === value;
      else if (!field.value) field.value = value;
    }
  }
  const save = () => {
    const values = {};
    for (const field of fields(form)) {
      if (field.type === "radio" && !field.checked) continue;
      if (field.value) values[field.name] = field.value;
    }
    write(name, values);
  };
  form.addEventListener("input", save);
  form.addEventListener("change", save);
}
