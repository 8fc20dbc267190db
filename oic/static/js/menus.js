// <details class="menu"> opens without a script; this closes it on Escape, on a click elsewhere
// and when another one opens, and lets the arrow keys walk through its items.

const open = () => document.querySelectorAll("details.menu[open]");
const items = (menu) => [...menu.querySelectorAll(".menu-box :is(a, button, input):not([type=hidden], [hidden], :disabled)")];

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (event.target.matches("input:not([type=checkbox], [type=radio]), select, textarea")) return;
    const all = items(menu);
    const at = all.indexOf(document.activeElement);
    const next = event.key === "ArrowDown" ? at + 1 : at < 0 ? all.length - 1 : at - 1;
    all[(next + all.length) % all.length]?.focus();
    event.preventDefault();
  }
});

document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches?.("details.menu") || !event.target.open) return;
    for (const menu of open()) if (menu !== event.target && !menu.contains(event.target)) menu.open = false;
  },
  true,
);
