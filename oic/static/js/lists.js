// Dense lists: arrow keys between rows, ticking a stretch with Shift, the bar for many at once,
// filters that apply when their chip closes.

const rowOf = (node) => node.closest?.("[data-row]");
const linkOf = (row) => row?.querySelector("[data-row-link]");

function neighbour(row, step) {
  const rows = [...row.parentElement.querySelectorAll(":scope > [data-row]")];
  return rows[rows.indexOf(row) + step];
}

// Where nothing is focused, as on a page just opened, these keys go into the first row.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  if (event.target !== document.body || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
  if (document.querySelector("dialog[open], details.menu[open], :popover-open")) return;
  const first = document.querySelector("[data-first-row] [data-row-link]");
  if (!first) return;
  first.focus();
  event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = rowOf(event.target);
  if (!step || !row || event.target.matches("select, textarea, input:not([data-pick])")) return;
  const next = neighbour(row, step);
  if (!next) return;
  (event.target.matches("[data-pick]") ? next.querySelector("[data-pick]") : linkOf(next))?.focus();
  event.preventDefault();
});

// A click anywhere on a row opens it, unless it hits something of its own or text is being chosen.
document.addEventListener("click", (event) => {
  const row = rowOf(event.target);
  if (!row || event.target.closest("a, button, input, label, summary, select")) return;
  if (String(getSelection())) return;
  const link = linkOf(row);
  if (link && event.ctrlKey) window.open(link.href, "_blank", "noopener");
  else link?.click();
});

for (const form of document.querySelectorAll("[data-bulk-form]")) {
  const picks = () => [...form.querySelectorAll("[data-pick]")];
  const all = form.querySelector("[data-pick-all]");
  const bar = form.querySelector("[data-bulk]");
  let last = null;

  const show = () => {
    const chosen = picks().filter((pick) => pick.checked).length;
    bar?.classList.toggle("bulk-on", chosen > 0);
    for (const output of form.querySelectorAll("[data-bulk-count]")) output.value = chosen;
    if (all) {
      all.checked = chosen > 0 && chosen === picks().length;
      all.indeterminate = chosen > 0 && !all.checked;
    }
  };

  form.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-pick]");
    if (!pick) return;
    if (event.shiftKey && last) {
      const list = picks();
      const [from, to] = [list.indexOf(last), list.indexOf(pick)].sort((a, b) => a - b);
      for (const between of list.slice(from, to + 1)) between.checked = pick.checked;
    }
    last = pick;
    show();
  });
  all?.addEventListener("change", () => {
    for (const pick of picks()) pick.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  if (all) all.hidden = false; // without this script it could tick nothing
  show();
}

for (const form of document.querySelectorAll("[data-filters]")) {
  const state = () => new URLSearchParams(new FormData(form)).toString();
  const before = state();
  for (const chip of form.querySelectorAll("details.filter")) {
    chip.addEventListener("toggle", () => {
      if (!chip.open && state() !== before) form.requestSubmit();
    });
  }
  // Empty fields would only make the address longer.
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  });
  addEventListener("pageshow", () => {
    for (const field of form.elements) field.disabled = false;
  });
}

// Of views that do not fit in their strip, the open one is in sight, others on both sides.
const strip = document.querySelector(".views");
const current = strip?.querySelector("[aria-current]");
if (current) {
  const [outer, inner] = [strip.getBoundingClientRect(), current.getBoundingClientRect()];
  strip.scrollLeft += inner.left - outer.left - Math.max(0, (outer.width - inner.width) / 2);
}
