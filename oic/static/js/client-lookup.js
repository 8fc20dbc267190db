// Finds a client while one types: an input with data-client-lookup="URL" becomes a combobox
// (ARIA 1.2: arrows choose, Enter takes, Esc closes, what was found is read out).
// What it offers to pages: see "Client look-up" in the templates' clients/_matches.html.
//
// data-client-lookup    the address that answers ?q= with {count, said, html, typed}
// data-lookup-new       text of the option „new client“; taking it fires `client-new`
// data-lookup-unnamed   text of the option „without a name“; taking it fires `client-unnamed`
//
// Taking a match writes hidden inputs contact_id and organisation_id of the same form (or of the
// nearest data-lookup-scope) and fires `client-chosen`; typing again empties them and fires
// `client-cleared`. All four events bubble from the input; `detail` holds the option's data.

const WAIT = 120;
const SHORTEST = 2;
let count = 0;

class Lookup {
  constructor(input) {
    this.input = input;
    this.number = ++count;
    this.active = -1;
    this.chosen = null;
    this.list = document.createElement("ul");
    this.list.id = `lookup-list-${this.number}`;
    this.list.className = "lookup-list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
    this.list.hidden = true;
    this.status = document.createElement("div");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    const holder = input.closest("[data-lookup]") ?? input.parentElement;
    holder.dataset.lookup ??= "";
    holder.append(this.list, this.status);
    for (const [name, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("focus", () => {
      if (this.taken()) input.select(); // typing names somebody else, it does not add to this name
      else if (this.list.children.length && this.fresh()) this.open();
    });
    if (document.activeElement === input && this.taken()) input.select();
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(option);
    });
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  taken() {
    return this.chosen !== null || Boolean(this.hidden("contact_id")?.value || this.hidden("organisation_id")?.value);
  }

  fresh() {
    return this.shownFor === this.input.value.trim();
  }

  typed() {
    if (this.taken()) {
      this.chosen = null;
      this.write("", "");
      this.fire("client-cleared", {});
    }
    clearTimeout(this.timer);
    this.request?.abort();
    const text = this.input.value.trim();
    if (text.length < SHORTEST) {
      this.show("", text, "", 0, {});
      return;
    }
    this.timer = setTimeout(() => this.ask(text), WAIT);
  }

  async ask(text) {
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    const url = new URL(this.input.dataset.clientLookup, location.href);
    url.searchParams.set("q", text);
    try {
      const answer = await fetch(url, { signal: request.signal, headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const found = await answer.json();
      if (text === this.input.value.trim()) this.show(found.html, text, found.said, found.count, found.typed);
    } catch (error) {
      if (error.name !== "AbortError") this.show("", text, "", 0, {}); // the form works without it
    }
  }

  show(html, text, said, number, typed) {
    this.shownFor = text;
    this.typedAs = typed;
    this.list.innerHTML = html;
    if (!number && said) {
      const none = document.createElement("li");
      none.className = "lookup-none";
      none.setAttribute("role", "presentation");
      none.textContent = said;
      this.list.append(none);
    }
    const asked = text.length >= SHORTEST;
    if (asked && this.input.dataset.lookupNew) this.offer("new", `${this.input.dataset.lookupNew}: ${text}`);
    if (this.input.dataset.lookupUnnamed) this.offer("unnamed", this.input.dataset.lookupUnnamed);
    this.options.forEach((option, at) => (option.id = `lookup-${this.number}-${at}`));
    this.status.textContent = said;
    if (this.options.length || (asked && said)) this.open();
    else this.close();
    this.activate(number || (asked && this.input.dataset.lookupNew) ? 0 : -1);
  }

  offer(act, text) {
    const option = document.createElement("li");
    option.className = "lookup-option lookup-act";
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.act = act;
    const space = document.createElement("span");
    const name = document.createElement("span");
    name.className = "lookup-name";
    name.textContent = text;
    option.append(space, name);
    this.list.append(option);
  }

  key(event) {
    const options = this.options;
    const last = options.length - 1;
    if (event.key === "Escape") {
      event.preventDefault(); // a search field would empty itself
      if (this.list.hidden) return;
      event.stopPropagation();
      this.close();
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (last < 0) {
        if (event.key === "ArrowDown" && this.input.dataset.lookupUnnamed && !this.input.value) this.show("", "", "", 0, {});
        return;
      }
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (this.list.hidden) this.open();
      else this.activate(this.active + step > last ? 0 : this.active + step < 0 ? last : this.active + step);
      return;
    }
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      const waiting = this.input.value.trim().length >= SHORTEST && !this.fresh();
      if (waiting && this.chosen === null) {
        event.preventDefault(); // typed ahead: what is shown answers earlier letters
        clearTimeout(this.timer);
        this.ask(this.input.value.trim());
      } else if (!this.list.hidden && options[this.active]) {
        event.preventDefault();
        this.take(options[this.active]);
      }
    }
    if (event.key === "Tab") this.close();
  }

  activate(at) {
    this.active = at;
    this.options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    const option = this.options[at];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      if (!this.list.hidden) option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  take(option) {
    const { act } = option.dataset;
    clearTimeout(this.timer);
    this.request?.abort();
    this.close();
    if (act === "new") {
      this.fire("client-new", { text: this.input.value.trim(), ...this.typedAs });
      return;
    }
    if (act === "unnamed") {
      this.input.value = "";
      this.write("", "");
      this.fire("client-unnamed", {});
      return;
    }
    const detail = { ...option.dataset };
    this.chosen = detail;
    this.input.value = detail.name;
    this.shownFor = detail.name;
    this.list.replaceChildren();
    this.write(detail.contactId, detail.organisationId);
    this.status.textContent = [detail.name, option.querySelector(".lookup-line")?.textContent].filter(Boolean).join(", ");
    this.fire("client-chosen", detail);
  }

  hidden(name) {
    const scope = this.input.closest("[data-lookup-scope]") ?? this.input.form;
    return scope?.querySelector(`input[type=hidden][name="${name}"]`);
  }

  write(contactId, organisationId) {
    for (const [name, value] of [["contact_id", contactId], ["organisation_id", organisationId]]) {
      const field = this.hidden(name);
      if (field) field.value = value;
    }
  }

  fire(name, detail) {
    this.input.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

/** Make the look-up of every input below an element that has none yet. */
export function attach(root = document) {
  for (const input of root.querySelectorAll("input[data-client-lookup]")) {
    if (input.getAttribute("role") !== "combobox") new Lookup(input);
  }
}

attach();

// Where a taken match is to be opened at once, or a search form sent.
document.addEventListener("client-chosen", (event) => {
  const form = event.target.form;
  const field = form?.querySelector("[data-lookup-send]");
  if (!field) return;
  field.value = event.detail.kind === "contact" ? event.detail.contactId : event.detail.organisationId;
  event.target.disabled = true;
  form.requestSubmit();
});
