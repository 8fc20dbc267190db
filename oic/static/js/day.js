// Brings the day up to date when somebody comes back to it: by another tab, or by the back button.
const PAUSE = 30_000;
let fetched = Date.now();

const isBusy = () => document.querySelector("dialog[open], main details.menu[open]");

async function renew() {
  if (document.visibilityState !== "visible" || Date.now() - fetched < PAUSE || isBusy()) return;
  fetched = Date.now();
  let text;
  try {
    const answer = await fetch(location.href, { headers: { "X-Background": "1" } });
    if (!answer.ok || answer.redirected) return;
    text = await answer.text();
  } catch {
    return; // The next time will tell.
  }
  if (isBusy()) return;
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of document.querySelectorAll("[data-renewed]")) replace(part, fresh.getElementById(part.id));
}

function replace(part, newer) {
  if (!newer || newer.textContent === part.textContent) return;
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const line = focused?.closest("[data-row]")?.id;
  const id = focused?.id;
  const opened = [...part.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
  part.replaceChildren(...newer.childNodes);
  for (const summary of part.querySelectorAll("details > summary")) {
    if (opened.includes(summary.textContent)) summary.parentElement.open = true;
  }
  if (!focused) return;
  const again = (id && document.getElementById(id)) ?? document.getElementById(line ?? "")?.querySelector("[data-row-link]");
  (again ?? part.querySelector("[data-row-link]"))?.focus({ preventScroll: true });
}

document.addEventListener("visibilitychange", renew);
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    fetched = 0;
    renew();
  }
});
