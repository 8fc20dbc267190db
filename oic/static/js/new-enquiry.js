// The page of a new enquiry without waiting and without the mouse. Everything that it does, the
// form does by itself with buttons: this only saves the way there.
import { clock } from "./new-enquiry-clock.js";
import { files } from "./new-enquiry-files.js";
import { questions } from "./new-enquiry-questions.js";

const WAIT = 350;
const form = document.getElementById("new-enquiry");

if (form) {
  const by = (name) => form.elements.namedItem(name);
  const part = (name) => document.querySelector(`[data-${name}]`);
  const box = by("client");
  const newClient = form.querySelector("[data-new-client]");
  const NEW = ["name", "phone", "email", "organisation", "eik"];
  const changed = () => form.dispatchEvent(new CustomEvent("oic:changed", { bubbles: true }));
  const known = () => Boolean(by("contact_id").value || by("organisation_id").value);
  const isNew = () => NEW.some((name) => by(name).value.trim());
  let mirrored = by("reply_email").value;
  let presets = { type: "", municipality: "", language: "bg" };
  if (known()) presets = { ...presets, type: by("client_type").value, municipality: by("municipality").value };

  const ticking = clock(form, document.querySelector("[data-clock]"));
  const asked = questions(form, () => look());
  files(form, changed);

  // Who

  function showNew(shown) {
    newClient.toggleAttribute("data-needless", !shown);
  }

  function mirror(email) {
    const field = by("reply_email");
    if (field.value === mirrored) field.value = email;
    mirrored = email;
  }

  function preset(field, value, name) {
    if (!value || (field.value && field.value !== presets[name])) return;
    if (![...field.options].some((option) => option.value === value)) return;
    field.value = value;
    presets[name] = value;
  }

  function choose(detail) {
    const person = detail.kind === "contact";
    for (const name of person ? NEW : ["organisation", "eik"]) by(name).value = "";
    by("anyway").value = "";
    preset(by("client_type"), detail.clientType, "type");
    preset(by("municipality"), detail.municipalityId, "municipality");
    if (person) {
      mirror(detail.email ?? "");
      preset(by("language"), detail.language, "language");
      showNew(false);
      asked.first().focus();
    } else {
      // An organisation calls through somebody: a name may be added, and need not be.
      newClient.querySelector(".new-client-organisation").hidden = true;
      showNew(true);
      by("name").focus();
    }
    look(0);
    changed();
  }

  form.addEventListener("client-chosen", (event) => choose(event.detail));
  form.addEventListener("client-cleared", () => {
    for (const [name, field] of [["type", "client_type"], ["municipality", "municipality"]]) {
      if (by(field).value === presets[name]) by(field).value = "";
      presets[name] = "";
    }
    mirror("");
    newClient.querySelector(".new-client-organisation").hidden = false;
    part("chosen").replaceChildren();
    look();
  });
  form.addEventListener("client-unnamed", () => {
    for (const name of NEW) by(name).value = "";
    showNew(false);
    by("client_type").focus();
    look();
  });
  form.addEventListener("client-new", async () => {
    await fillInNew();
    (NEW.slice(0, 3).map(by).find((field) => !field.value) ?? by("client_type")).focus();
  });
  // What was typed and neither chosen nor refused is a new client: nothing typed is lost.
  box.addEventListener("change", () => {
    if (box.value.trim() && !known() && !isNew()) fillInNew();
  });

  async function fillInNew() {
    showNew(true);
    const answer = await ask(new AbortController()); // its own: what is looked up next leaves it
    if (!answer || isNew() || known()) return;
    for (const name of ["name", "phone", "email", "eik"]) by(name).value = answer.typed[name];
    mirror(by("email").value);
    changed();
    look(0);
  }

  by("email").addEventListener("input", () => mirror(by("email").value.trim()));
  by("client_type").addEventListener("change", () => (presets.type = ""));
  by("municipality").addEventListener("change", () => (presets.municipality = ""));
  showNew(isNew() && !by("contact_id").value);

  part("alike").addEventListener("click", (event) => {
    const use = event.target.closest("[data-use]");
    const anyway = event.target.closest("[data-anyway]");
    if (!use && !anyway) return;
    event.preventDefault();
    if (use) {
      by("contact_id").value = use.dataset.contactId;
      by("organisation_id").value = use.dataset.organisationId;
      box.value = use.dataset.name;
      choose(use.dataset);
    } else {
      by("anyway").value = "1";
      part("alike").replaceChildren();
      by("client_type").focus();
    }
  });
  for (const name of NEW) by(name).addEventListener("input", () => (by("anyway").value = ""));

  // What the program makes of it, while one types

  let timer = 0;
  let request = null;
  const shown = {};

  function look(wait = WAIT) {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const answer = await ask();
      if (answer) apply(answer);
    }, wait);
  }

  async function ask(own = null) {
    if (!own) {
      request?.abort();
      request = new AbortController();
    }
    const { signal } = own ?? request;
    const data = new FormData(form);
    for (const name of ["files", "csrf_token", "kept", "drop", ...asked.proposedNumbers()]) data.delete(name);
    try {
      const answer = await fetch(form.dataset.recognise, {
        method: "POST",
        body: data,
        signal,
        headers: { "X-CSRFToken": by("csrf_token").value },
      });
      return answer.ok && !answer.redirected ? await answer.json() : null;
    } catch {
      return null; // The form works without it.
    }
  }

  function apply(answer) {
    for (const name of ["alike", "chosen", "similar", "proposal"]) put(part(name), name, answer[name]);
    put(part("client-panel"), "client", answer.client);
    asked.recognised(answer.questions);
    by("subject").placeholder = answer.subject;
  }

  function put(into, name, html) {
    if (shown[name] === html || into.contains(document.activeElement)) return;
    shown[name] = html;
    into.innerHTML = html;
  }

  form.addEventListener("input", (event) => {
    if (event.target !== box) look();
  });
  form.addEventListener("change", () => look());

  // What was answered to others, into the summary

  part("similar").addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    event.preventDefault();
    const text = button.closest("li").querySelector("[data-text]").dataset.text;
    const summary = by("summary");
    form.querySelector("input[name=outcome][value=answered]").checked = true;
    summary.value = `${summary.value.trim()}\n\n${text}`.trim();
    summary.focus();
    changed();
    look();
  });

  // Keys: the outcome's follow the channel's; Enter in a line never sends half an enquiry.

  ["8", "9", "0"].forEach((key, at) => {
    const radio = form.querySelectorAll("input[name=outcome]")[at];
    radio.dataset.shortcut = `alt+${key}`;
    const chip = radio.closest(".chip");
    chip.title = `Alt+${key}`;
    const mark = document.createElement("kbd");
    mark.className = "key";
    mark.textContent = key;
    chip.querySelector("span").append(mark);
    radio.addEventListener("click", (event) => {
      // By key or by mouse, but not while the arrows go along the row.
      if (radio.value === "answered" && (event.detail > 0 || document.documentElement.dataset.altDigit)) by("summary").focus();
    });
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && event.target.matches("input:not([type=submit], [type=file], [type=checkbox])")) event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if (!event.altKey || event.code !== "Digit8") return;
    setTimeout(() => by("summary").focus());
  });

  form.addEventListener("submit", () => ticking.write());
  // Whoever has a caller on the line goes on typing where something is missing.
  setTimeout(() => form.querySelector("[aria-invalid=true]")?.focus());
  if (known() || isNew() || asked.any()) look(0);
}
