// Keeps what is being typed in the composer: a second after the last key, and when the page goes.
const form = document.querySelector("form[data-draft-url]");

if (form) {
  const state = form.querySelector("[data-draft-state]");
  const body = form.querySelector("[data-body]");
  const before = snapshot();
  let kept = before;
  let timer = 0;
  let sending = null;
  let done = false;

  function fields() {
    const data = new FormData(form);
    for (const name of ["files", "last", "origin", "do", "csrf_token", "template"]) data.delete(name);
    data.set("tab", form.dataset.tab);
    return data;
  }

  function snapshot() {
    return JSON.stringify([...fields()].filter(([, value]) => typeof value === "string"));
  }

  const say = (text) => state && (state.textContent = text);

  async function keep() {
    timer = 0;
    const now = snapshot();
    if (done || now === kept) return;
    sending?.abort();
    sending = new AbortController();
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST",
        body: fields(),
        signal: sending.signal,
        headers: { "X-CSRFToken": form.elements.csrf_token.value, "X-Background": "1" },
      });
      if (!answer.ok) throw new Error(answer.status);
      const { kept: time } = await answer.json();
      kept = now;
      say(time ? form.dataset.kept.replace("{time}", time) : "");
    } catch (error) {
      if (error.name !== "AbortError") {
        say(form.dataset.notKept);
        timer ||= setTimeout(keep, 10_000);
      }
    }
  }

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 1000);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("oic:changed", soon);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    done = true;
    clearTimeout(timer);
    sending?.abort();
    setTimeout(() => (done = false), 4000);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || done || snapshot() === kept) return;
    const data = fields();
    data.set("csrf_token", form.elements.csrf_token.value);
    if (navigator.sendBeacon(form.dataset.draftUrl, data)) kept = snapshot();
  });
  // Another tab of the composer is another page: what was typed is kept before one goes.
  for (const link of document.querySelectorAll(".composer-tabs a"))
    link.addEventListener("click", () => keep());
  if (location.hash === "#composer") {
    const begin = () => document.activeElement === document.body && body?.focus({ preventScroll: true });
    begin();
    // Going to the address's fragment, which a browser may do last, takes the focus away again.
    if (document.readyState !== "complete") addEventListener("load", () => requestAnimationFrame(() => setTimeout(begin)));
  }
}
