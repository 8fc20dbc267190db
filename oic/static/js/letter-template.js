// Puts placeholders into a letter template, and names those that are not on the list.
const form = document.querySelector("[data-letter-template]");

if (form) {
  const body = form.querySelector("[data-body]");
  const checked = [...form.querySelectorAll("[data-check]")];
  const says = form.querySelector("[data-unknown]");
  const known = JSON.parse(document.getElementById("placeholder-names").textContent);
  const pattern = /\{\{\s*([^{}\n]*?)\s*\}\}/g;
  let last = body;

  const check = () => {
    const names = new Set(checked.flatMap((field) => [...field.value.matchAll(pattern)].map((match) => match[1])));
    const unknown = [...names].filter((name) => !(name in known));
    says.replaceChildren(
      ...unknown.map((name) =>
        Object.assign(document.createElement("p"), { className: "field-error", textContent: says.dataset.words.replace("{name}", `{{${name}}}`) }),
      ),
    );
  };
  for (const field of checked) {
    field.addEventListener("input", check);
    field.addEventListener("focus", () => (last = field));
  }
  for (const button of document.querySelectorAll("[data-put]"))
    button.addEventListener("click", () => {
      last.focus();
      last.setRangeText(`{{${button.dataset.put}}}`, last.selectionStart, last.selectionEnd, "end");
      check();
    });
}
