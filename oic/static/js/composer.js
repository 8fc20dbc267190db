// The composer without waiting for a page: templates, earlier answers, files, the preview.
import { upload } from "./upload.js";

const form = document.getElementById("composer-form");

if (form) {
  const token = form.elements.csrf_token.value;
  const body = form.querySelector("[data-body]");
  const subject = form.elements.subject;
  const headers = { "X-CSRFToken": token };
  const changed = () => form.dispatchEvent(new CustomEvent("oic:changed", { bubbles: true }));
  let untouched = body.value;

  const set = (field, value) => {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  function insert(text) {
    const gap = body.value.search(/\n[ \t]*\n[ \t]*\n/);
    const fresh = body.value === untouched && gap >= 0;
    const at = fresh ? gap + 2 : document.activeElement === body || body.selectionEnd > 0 ? body.selectionEnd : body.value.length;
    const head = body.value.slice(0, at);
    const tail = body.value.slice(fresh ? at + 1 : at);
    const before = head && !head.endsWith("\n\n") ? (head.endsWith("\n") ? "\n" : "\n\n") : "";
    const after = tail && !tail.startsWith("\n\n") ? (tail.startsWith("\n") ? "\n" : "\n\n") : "";
    set(body, head + before + text.trim() + after + tail);
    const end = (head + before + text.trim()).length;
    body.focus();
    body.setSelectionRange(end, end);
  }

  // The cursor begins where the answer goes: in the wide gap of the usual letter.
  const gap = body.value.search(/\n\n\n/);
  if (gap >= 0) body.setSelectionRange(gap + 2, gap + 2);

  // Templates: filtered while typing, filled in by the server, put in place.
  const select = form.querySelector("select[data-template]");
  if (select) {
    const box = document.createElement("input");
    const list = document.createElement("datalist");
    list.id = "composer-templates";
    for (const option of select.options) if (option.value) list.append(new Option(option.text));
    box.className = "form-control";
    box.setAttribute("list", list.id);
    box.id = select.id;
    box.autocomplete = "off";
    box.placeholder = select.options[0].text;
    select.removeAttribute("id");
    select.hidden = true;
    select.after(box, list);
    const useIt = form.querySelector("button[value=template]");
    useIt.hidden = true;
    const take = async () => {
      const option = [...select.options].find((one) => one.value && one.text === box.value);
      if (!option || option.value === select.value) return;
      select.value = option.value;
      const data = new FormData();
      data.set("template", option.value);
      const answer = await fetch(form.dataset.templateUrl, { method: "POST", body: data, headers });
      if (!answer.ok || select.value !== option.value) return; // another was chosen meanwhile
      const filled = await answer.json();
      if (!body.value.trim() || body.value === untouched) {
        if (subject) set(subject, filled.subject.slice(0, 200));
        set(body, filled.body);
      } else {
        insert(filled.body);
      }
      untouched = body.value;
      body.focus();
      changed();
    };
    box.addEventListener("input", take);
    box.addEventListener("change", take);
    box.addEventListener("focus", () => box.select());
  }

  // Earlier answers.
  for (const button of form.querySelectorAll("[data-insert]"))
    button.addEventListener("click", (event) => {
      event.preventDefault();
      insert(button.closest("li").querySelector("[data-text]").dataset.text);
    });

  // Placeholders that are still in the letter: an input for each, filled in as it is typed.
  const holes = form.querySelector("[data-holes]");
  const names = document.getElementById("placeholder-names");
  if (holes && names) {
    const labels = JSON.parse(names.textContent);
    const words = holes.dataset;
    const pattern = /\{\{\s*([^{}\n]*?)\s*\}\}/g;
    const found = () => [...new Set([...`${subject?.value ?? ""}\n${body.value}`.matchAll(pattern)].map((match) => match[1]))];
    const put = (name, value) => {
      const fill = (text) => text.replaceAll(pattern, (whole, one) => (one === name ? value : whole));
      if (subject) subject.value = fill(subject.value);
      set(body, fill(body.value));
    };
    let shown = "";
    const show = () => {
      const all = found();
      if (all.join("|") === shown) return;
      shown = all.join("|");
      const typed = new Map([...holes.querySelectorAll("[data-hole]")].map((one) => [one.dataset.hole, one.value]));
      const parts = [];
      for (const name of all.filter((one) => !(one in labels))) {
        const line = document.createElement("p");
        line.className = "field-error";
        line.textContent = words.unknown.replace("{name}", name || "{{}}");
        parts.push(line);
      }
      const known = all.filter((one) => one in labels);
      if (known.length) {
        const set_ = document.createElement("fieldset");
        const legend = document.createElement("legend");
        legend.textContent = words.legend;
        const row = document.createElement("div");
        row.className = "field-row";
        for (const name of known) {
          const field = document.createElement("div");
          field.className = "field";
          const label = document.createElement("label");
          const input = document.createElement("input");
          input.id = `own-${name}`;
          input.name = `own-${name}`;
          input.dataset.hole = name;
          input.className = "form-control";
          input.value = typed.get(name) ?? "";
          label.htmlFor = input.id;
          label.textContent = labels[name];
          field.append(label, input);
          row.append(field);
        }
        set_.append(legend, row);
        parts.push(set_);
      }
      holes.replaceChildren(...parts);
    };
    body.addEventListener("input", show);
    subject?.addEventListener("input", show);
    holes.addEventListener("focusout", (event) => {
      const input = event.target.closest("[data-hole]");
      if (!input?.value.trim()) return;
      const next = event.relatedTarget?.dataset?.hole;
      put(input.dataset.hole, input.value.trim());
      show();
      if (next) holes.querySelector(`[data-hole="${CSS.escape(next)}"]`)?.focus();
    });
    holes.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("[data-hole]")) return;
      event.preventDefault();
      const rest = [...holes.querySelectorAll("[data-hole]")];
      (rest[rest.indexOf(event.target) + 1] ?? body).focus();
    });
    show();
  }

  // Files: dropped, pasted or chosen, they are handed over at once.
  const attach = form.querySelector("[data-attach]");
  if (attach) {
    const input = attach.querySelector("[data-files]");
    attach.querySelector("[data-attach-now]")?.remove();
    const list = attach.querySelector("[data-kept-files]");
    const size = (octets) => new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 }).format(Math.max(1, octets / 1024));
    const line = (file) => {
      const item = document.createElement("li");
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "kept", value: file.token });
      const quiet = Object.assign(document.createElement("span"), { className: "quiet", textContent: size(file.size) });
      item.append(file.name, " ", quiet, hidden);
      withButton(item);
      return item;
    };
    const withButton = (item) => {
      item.querySelector(".drop")?.remove();
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet btn-sm", textContent: form.dataset.takeOut });
      button.addEventListener("click", () => {
        item.remove();
        changed();
      });
      item.append(button);
    };
    for (const item of list.children) withButton(item);
    const tell = (texts) => {
      attach.querySelector(".field-error")?.remove();
      if (!texts.length) return;
      const error = Object.assign(document.createElement("div"), { className: "field-error", textContent: texts.join(" ") });
      error.setAttribute("role", "alert");
      input.before(error);
    };
    const send = async (files) => {
      if (!files.length) return;
      const kept = [...form.querySelectorAll("input[name=kept]")].map((one) => one.value);
      const got = await upload(form.dataset.upload, attach, files, kept, token);
      list.append(...got.files.map(line));
      tell(got.wrong);
      input.value = ""; // what was refused once would hold up everything that is typed
      changed();
    };
    input.addEventListener("change", () => send([...input.files]));
    form.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      attach.classList.add("dragging");
    });
    form.addEventListener("dragleave", () => attach.classList.remove("dragging"));
    form.addEventListener("drop", (event) => {
      attach.classList.remove("dragging");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      send([...event.dataTransfer.files]);
    });
    body.addEventListener("paste", (event) => {
      if (!event.clipboardData.files.length) return;
      event.preventDefault();
      send([...event.clipboardData.files]);
    });
  }

  // The preview opens over the page instead of replacing it.
  const box = document.querySelector("[data-preview-box]");
  form.querySelector("[data-preview]")?.addEventListener("click", async (event) => {
    event.preventDefault();
    const data = new FormData(form);
    data.set("do", "preview");
    const answer = await fetch(form.action, { method: "POST", body: data, headers });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const letter = page.getElementById("letter-preview");
    if (!letter) {
      form.requestSubmit(event.target.closest("button"));
      return;
    }
    const close = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline-secondary", textContent: box.dataset.close });
    close.addEventListener("click", () => box.close());
    const row = Object.assign(document.createElement("div"), { className: "actions" });
    const sendIt = form.querySelector("button[value=send]").cloneNode(true);
    sendIt.removeAttribute("data-shortcut");
    sendIt.setAttribute("form", form.id);
    if (!letter.querySelector(".notice-late, .field-error")) row.append(sendIt);
    row.append(close);
    box.replaceChildren(document.importNode(letter, true), row);
    box.showModal();
  });
}
