// Keys for whoever types. An element declares its own: data-shortcut="n", "ctrl+enter", "alt+1".
// A field is focused by its key, anything else is clicked. Single keys never fire while typing,
// and can be switched off (WCAG 2.1.4). Letters go by their place on the keyboard too, so that
// they work on a Bulgarian layout.
import { remember, remembered } from "./store.js";

const dialog = document.getElementById("shortcuts");
const isOn = () => remembered("shortcuts") !== "off";

const isTyping = (node) =>
  node.isContentEditable || node.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");

function pressed(event) {
  const keys = new Set();
  const mods = `${event.ctrlKey || event.metaKey ? "ctrl+" : ""}${event.altKey ? "alt+" : ""}`;
  const key = event.key.toLowerCase();
  keys.add(mods + key);
  const place = /^(?:Key|Digit)(.)$/.exec(event.code);
  if (place && (mods || (place[1] > "9" && !/[a-z]/.test(key)))) keys.add(mods + place[1].toLowerCase());
  if (event.code === "Slash" && !mods) keys.add(event.shiftKey ? "?" : "/");
  return keys;
}

const isShown = (node) => node.matches(".chip input") || node.getClientRects().length > 0;

function find(keys) {
  const within = document.querySelector("dialog[open]") ?? document;
  return [...within.querySelectorAll("[data-shortcut]")].find((node) => keys.has(node.dataset.shortcut) && !node.disabled && isShown(node));
}

function use(node) {
  if (node.matches("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select")) {
    node.focus();
    node.select?.();
  } else {
    if (node.matches("input")) node.focus();
    node.click();
  }
}

function name(node) {
  const given = node.dataset.shortcutLabel ?? node.getAttribute("aria-label");
  if (given) return given;
  const shown = (node.labels?.[0] ?? node).cloneNode(true);
  for (const extra of shown.querySelectorAll(".key, svg")) extra.remove();
  return shown.textContent.trim();
}

function nice(shortcut) {
  return shortcut
    .split("+")
    .map((part, _, all) => (all.length > 1 ? part[0].toUpperCase() + part.slice(1) : part))
    .join("+");
}

function list() {
  const into = dialog.querySelector("[data-shortcut-list]");
  into.replaceChildren();
  const seen = new Set();
  for (const node of document.querySelectorAll("[data-shortcut]")) {
    const key = node.dataset.shortcut;
    if (seen.has(key)) continue;
    seen.add(key);
    const term = document.createElement("dt");
    term.textContent = name(node);
    const keyboard = document.createElement("kbd");
    keyboard.className = "key";
    keyboard.textContent = nice(key);
    const description = document.createElement("dd");
    description.append(keyboard);
    into.append(term, description);
  }
}

function openList() {
  list();
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  const keys = pressed(event);
  const single = !event.ctrlKey && !event.altKey && !event.metaKey;
  if (single && (isTyping(event.target) || !isOn())) return;
  if (dialog && single && keys.has("?") && !dialog.open) {
    event.preventDefault();
    openList();
    return;
  }
  const node = find(keys);
  if (!node) return;
  event.preventDefault();
  use(node);
});

if (dialog) {
  const toggle = dialog.querySelector("[data-shortcuts-on]");
  toggle.checked = isOn();
  toggle.addEventListener("change", () => remember("shortcuts", toggle.checked ? "on" : "off"));
  for (const button of document.querySelectorAll("[data-shortcuts-open]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const menu = button.closest("details");
      if (menu) menu.open = false;
      openList();
    });
  }
}
