// Looks again how far a long piece of work is; when it is over, the page is loaded anew.
const EVERY = 1500;
const panel = document.querySelector("[data-progress] .panel-body");

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("[data-progress] .panel-body");
  if (!answer.ok || !now) {
    location.reload();
    return;
  }
  panel.querySelector(".progress-line").replaceWith(now.querySelector(".progress-line"));
  setTimeout(again, EVERY);
}

function again() {
  // Without a network it looks later; nothing on the page is lost by that.
  look().catch(() => setTimeout(again, EVERY * 4));
}

if (panel) setTimeout(again, EVERY);
