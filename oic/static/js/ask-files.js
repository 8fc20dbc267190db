// Lists the chosen files with their sizes, lets one be taken out, and adds instead of replacing
// when somebody chooses a second time.

const MEGABYTE = 1024 * 1024;

function size(octets) {
  const language = document.documentElement.lang;
  const small = octets < 1_000_000;
  const number = small ? Math.max(1, Math.round(octets / 1000)) : octets / 1_000_000;
  const words = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(number);
  return `${words} ${small ? "KB" : "MB"}`;
}

export function listFiles(input) {
  const list = document.createElement("ul");
  list.className = "chosen";
  list.setAttribute("aria-live", "polite");
  input.after(list);
  let chosen = [];

  const show = () => {
    const together = new DataTransfer();
    for (const file of chosen) together.items.add(file);
    input.files = together.files;
    list.replaceChildren(...chosen.map(line));
    const total = chosen.reduce((sum, file) => sum + file.size, 0);
    if (total > Number(input.dataset.most) * MEGABYTE) {
      const note = document.createElement("li");
      note.className = "field-error";
      note.textContent = input.dataset.tooMany;
      list.append(note);
    }
  };

  const line = (file) => {
    const item = document.createElement("li");
    const about = document.createElement("span");
    about.className = "quiet";
    about.textContent = ` ${size(file.size)} `;
    item.append(file.name, about);
    if (file.size > Number(input.dataset.largest) * MEGABYTE) {
      const warning = document.createElement("strong");
      warning.textContent = `${input.dataset.tooLarge} `;
      item.append(warning);
    }
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "btn btn-outline-secondary btn-sm";
    remove.textContent = input.dataset.remove;
    remove.setAttribute("aria-label", `${input.dataset.remove}: ${file.name}`);
    remove.addEventListener("click", () => {
      chosen = chosen.filter((other) => other !== file);
      show();
      input.focus();
    });
    item.append(remove);
    return item;
  };

  input.addEventListener("change", () => {
    const fresh = [...input.files].filter(
      (file) => !chosen.some((other) => other.name === file.name && other.size === file.size),
    );
    chosen = [...chosen, ...fresh];
    show();
  });
  chosen = [...input.files]; // what the browser kept when one came back to the page
  if (chosen.length) show();
}
