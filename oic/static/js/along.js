// The day sheet without a network. What is noted stands in the browser until it is handed over;
// each entry has a key of its own, so that handing it over twice is once.
import { CACHE, addEntry, changeEntry, dropEntry, dropSheet, entriesOf, keepSheet, sheetOf } from "./along-store.js";

const page = document.querySelector("[data-along]");
const reception = Number(page.dataset.along);
const words = page.dataset;
const list = page.querySelector("[data-visits]");
const parts = {
  mark: page.querySelector("[data-mark]"),
  count: page.querySelector("[data-count]"),
  say: page.querySelector("[data-say]"),
  start: page.querySelector("[data-start]"),
  bar: page.querySelector(".away-bar"),
  sheet: page.querySelector("[data-sheet]"),
  head: page.querySelector("[data-head]"),
  note: page.querySelector("[data-note]"),
  refused: page.querySelector("[data-refused]"),
  walkIn: page.querySelector("[data-walk-in]"),
};
let sheet = null;
let entries = [];
let handing = false;

const say = (text) => {
  parts.say.textContent = text;
};

function applied() {
  const visits = sheet.visits.map((visit) => ({ ...visit }));
  const by = new Map(visits.map((visit) => [visit.id, visit]));
  for (const entry of entries) {
    if (entry.refused) continue;
    if (entry.kind === "walk_in") {
      const id = `w:${entry.key}`;
      const topic = sheet.topics.find((one) => String(one.id) === entry.who.topic);
      const type = sheet.types.find((one) => one.id === entry.who.client_type);
      const visit = { ...entry.who, id, time: "", minutes: 0, state: "arrived", topic: topic?.name ?? "", name: entry.who.name || type?.name || "", expert: "", waits: true };
      visits.push(visit);
      by.set(id, visit);
    } else if (by.has(entry.visit)) {
      const visit = by.get(entry.visit);
      visit.state = { arrived: "arrived", talk: "in_talk", no_show: "no_show", left: "no_show", done: "done" }[entry.kind];
      if (entry.kind === "talk") visit.since = entry.at;
      visit.waits = true;
    }
  }
  return visits;
}

function fill(element, visit) {
  for (const slot of element.querySelectorAll("[data-slot]")) {
    const text = visit[slot.dataset.slot] ?? "";
    slot.textContent = text;
    slot.hidden = !text;
  }
  const phone = element.querySelector("[data-call]");
  phone.hidden = !visit.phone;
  phone.href = `tel:${(visit.phone ?? "").replaceAll(" ", "")}`;
  phone.textContent = visit.phone ?? "";
  element.querySelector("[data-state]").textContent = words[`state${visit.state.replaceAll("_", "")}`] ?? visit.state;
  element.querySelector("[data-without]").hidden = Boolean(visit.time);
  element.querySelector("[data-waits]").hidden = !visit.waits;
  for (const button of element.querySelectorAll("[data-do]")) {
    const when = button.dataset.when.split(" ");
    const here = when.includes(visit.state) && (!button.dataset.only || button.dataset.only === (visit.time ? "time" : "none"));
    button.hidden = !here;
    button.addEventListener("click", () => act(button.dataset.do, visit, element));
  }
  element.querySelector("[data-undo]").hidden = !undoable(visit);
  element.querySelector("[data-undo]").addEventListener("click", () => undo(visit));
}

const undoable = (visit) => entries.some((entry) => !entry.refused && (entry.visit === visit.id || visit.id === `w:${entry.key}`));

function draw() {
  parts.start.hidden = Boolean(sheet);
  parts.sheet.hidden = !sheet;
  parts.bar.hidden = !sheet;
  const left = entries.filter((entry) => !entry.refused).length;
  const online = navigator.onLine;
  parts.mark.textContent = online ? words.online : words.offline;
  parts.mark.classList.toggle("badge-late", !online);
  parts.mark.classList.toggle("badge-done", online);
  parts.count.textContent = left ? words.waiting.replace("{count}", left) : words.none;
  if (!sheet) return;
  parts.head.textContent = `${sheet.hours} · ${sheet.place}`;
  parts.note.textContent = sheet.note;
  parts.note.hidden = !sheet.note;
  const open = list.querySelector("form:not([hidden])")?.closest("li")?.dataset.visit;
  const typed = open ? new FormData(list.querySelector("form:not([hidden])")) : null;
  list.replaceChildren();
  for (const visit of applied()) {
    const element = document.querySelector("#visit").content.firstElementChild.cloneNode(true);
    element.dataset.visit = visit.id;
    element.classList.add(`visit-${visit.state}`);
    fill(element, visit);
    list.append(element);
    if (visit.id === open) ask(visit, element, typed);
  }
  page.querySelector("[data-nobody]").hidden = list.childElementCount > 0;
  drawRefused();
}

function drawRefused() {
  const refused = entries.filter((entry) => entry.refused);
  parts.refused.hidden = !refused.length;
  const lines = parts.refused.querySelector("ul");
  lines.replaceChildren();
  for (const entry of refused) {
    const line = document.querySelector("#refused").content.firstElementChild.cloneNode(true);
    line.querySelector("[data-what]").textContent = [words[`do${entry.kind.replaceAll("_", "")}`], entry.name, entry.refused].filter(Boolean).join(" · ");
    line.querySelector("[data-typed]").textContent = [entry.ended?.questions, entry.ended?.summary, entry.who?.question].filter(Boolean).join("\n");
    line.querySelector("button").addEventListener("click", async () => {
      await dropEntry(entry.n);
      await reload();
    });
    lines.append(line);
  }
}

// Kept with what was refused: the next sheet may no longer have the visit.
const nameOf = (entry) => entry.who?.name ?? sheet.visits.find((visit) => visit.id === entry.visit)?.name ?? "";

async function reload() {
  sheet = (await sheetOf(reception)) ?? null;
  entries = await entriesOf(reception);
  draw();
}

async function note(entry) {
  await addEntry({ key: crypto.randomUUID(), reception, at: new Date().toISOString(), ...entry });
  await reload();
  if (navigator.onLine) handOver();
}

function act(kind, visit, element) {
  if (kind === "done") ask(visit, element);
  else note({ kind, visit: visit.id });
}

async function undo(visit) {
  const own = entries.filter((entry) => !entry.refused && (entry.visit === visit.id || visit.id === `w:${entry.key}`));
  if (own.length) await dropEntry(own.at(-1).n);
  await reload();
}

function ask(visit, element, typed) {
  const form = element.querySelector("form");
  form.hidden = false;
  const fields = form.elements;
  fields.questions.value = typed?.get("questions") ?? (visit.question || visit.topic);
  fields.summary.value = typed?.get("summary") ?? "";
  const minutes = visit.since ? Math.max(1, Math.round((Date.now() - new Date(visit.since)) / 60000)) : "";
  fields.minutes.value = typed?.get("minutes") ?? minutes;
  if (!typed) fields.summary.focus();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!fields.questions.value.trim()) {
      fields.questions.focus();
      return;
    }
    form.hidden = true;
    note({ kind: "done", visit: visit.id, ended: { questions: fields.questions.value, summary: fields.summary.value, minutes: fields.minutes.value } });
  });
  form.querySelector("[data-cancel]").addEventListener("click", () => {
    form.hidden = true;
  });
}

function nextPlease() {
  const here = applied().filter((visit) => visit.state === "arrived");
  here.sort((a, b) => (a.time || "99").localeCompare(b.time || "99"));
  if (here.length) note({ kind: "talk", visit: here[0].id });
  else say(words.nobodyWaits);
}

// Fresh data, with a token of the present session; null where there is no network or no session.
async function fetched() {
  try {
    const answer = await fetch(words.data, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.ok) return await answer.json();
    say(words.signIn);
  } catch {
    say(words.noNetwork);
  }
  return null;
}

async function takeAlong() {
  say(words.taking);
  const fresh = await fetched();
  if (!fresh) return;
  try {
    await navigator.serviceWorker.register(words.worker, { scope: words.scope });
    const cache = await caches.open(CACHE);
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    const own = loaded.filter((address) => new URL(address).origin === location.origin && new URL(address).pathname.startsWith("/assets/"));
    await cache.addAll([...new Set([location.pathname, words.icons, ...own])]);
    await navigator.serviceWorker.ready;
  } catch {
    say(words.cannot);
    return;
  }
  navigator.storage?.persist?.();
  await keepSheet(withoutToken(fresh));
  say(words.taken);
  await reload();
}

const withoutToken = ({ token, ...kept }) => kept;

async function handOver() {
  if (handing || !sheet) return false;
  handing = true;
  try {
    return await handOverAll();
  } finally {
    handing = false;
  }
}

async function handOverAll() {
  const fresh = await fetched();
  if (!fresh) return false;
  const left = (await entriesOf(reception)).filter((entry) => !entry.refused);
  if (fresh.user !== sheet.user && left.length) {
    say(words.colleague);
    return false;
  }
  if (left.length) {
    let told;
    try {
      const answer = await fetch(words.handOver, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": fresh.token },
        body: JSON.stringify({ user: sheet.user, entries: left.map(({ n, ...entry }) => entry) }),
      });
      if (!answer.ok) throw new Error(answer.status);
      told = await answer.json();
    } catch {
      say(words.failed);
      return false;
    }
    const by = new Map(told.outcomes.map((outcome) => [outcome.key, outcome]));
    for (const entry of left) {
      const outcome = by.get(entry.key);
      if (!outcome) continue;
      if (outcome.refused) await changeEntry({ ...entry, refused: outcome.refused, name: nameOf(entry) });
      else await dropEntry(entry.n);
    }
    say([words.handed, ...told.outcomes.map((outcome) => outcome.remark)].filter(Boolean).join(" "));
  }
  const after = await fetched();
  if (after) await keepSheet(withoutToken(after));
  await reload();
  return true;
}

async function putAway() {
  if (!(await handOver())) return;
  if (entries.length) return; // refused ones are looked at first
  await dropSheet(reception);
  location.assign(words.back);
}

function walkIn() {
  const form = parts.walkIn;
  const fields = form.elements;
  fillOptions(fields.topic, sheet.topics);
  fillOptions(fields.client_type, sheet.types);
  fillOptions(fields.municipality, sheet.municipalities);
  fields.municipality.value = String(sheet.municipality);
  form.hidden = false;
  fields.name.focus();
}

function fillOptions(select, options) {
  if (select.options.length > 1) return;
  for (const one of options) select.add(new Option(one.name, String(one.id)));
}

parts.walkIn.addEventListener("submit", (event) => {
  event.preventDefault();
  const who = Object.fromEntries(new FormData(parts.walkIn));
  for (const name of ["client_type", "topic"]) {
    if (!who[name]) {
      parts.walkIn.elements[name].focus();
      say(words.needed);
      return;
    }
  }
  parts.walkIn.reset();
  parts.walkIn.hidden = true;
  say("");
  note({ kind: "walk_in", who });
});
parts.walkIn.querySelector("[data-cancel]").addEventListener("click", () => {
  parts.walkIn.hidden = true;
});
page.querySelector("[data-take]").addEventListener("click", takeAlong);
page.querySelector("[data-next]").addEventListener("click", nextPlease);
page.querySelector("[data-new]").addEventListener("click", walkIn);
page.querySelector("[data-put-away]").addEventListener("click", putAway);
addEventListener("online", () => {
  draw();
  handOver();
});
addEventListener("offline", draw);

if ("serviceWorker" in navigator && "indexedDB" in globalThis && "caches" in globalThis) {
  page.querySelector("[data-take]").hidden = false;
  reload().then(() => {
    if (sheet && navigator.onLine) handOver();
  });
} else {
  say(words.cannot);
}
