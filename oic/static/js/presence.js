// Says every 20 seconds that this page is open, and shows who else has it open.
const here = document.querySelector("[data-presence]");

if (here) {
  const company = here.querySelector("[data-company]");
  const form = document.querySelector("form[data-draft-url]");
  const token = document.querySelector("input[name=csrf_token]").value;
  let wrote = 0;
  let told = false;
  form?.addEventListener("input", () => (wrote = Date.now()));

  const data = (more) => {
    const sent = new FormData();
    sent.set("csrf_token", token);
    sent.set("last", here.dataset.last);
    if (Date.now() - wrote < 60_000 && wrote) sent.set("writing", "1");
    for (const [name, value] of Object.entries(more ?? {})) sent.set(name, value);
    return sent;
  };

  const sprite = company.closest("body").querySelector(".icon use")?.getAttribute("href").split("#")[0];

  function line(text, picture) {
    const paragraph = document.createElement("p");
    paragraph.className = "with-icon";
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${sprite}#${picture}`);
    svg.append(use);
    paragraph.append(svg, text);
    return paragraph;
  }

  let shown = company.textContent.trim();

  function show({ company: colleagues, changed }) {
    const list = new Intl.ListFormat(document.documentElement.lang);
    const rows = [];
    for (const [writing, words, picture] of [[true, here.dataset.writing, "pencil"], [false, here.dataset.looking, "eye"]]) {
      const names = colleagues.filter((one) => one.writing === writing).map((one) => one.name);
      if (names.length) rows.push(line(words.replace("{names}", list.format(names)), picture));
    }
    const text = rows.map((row) => row.textContent).join("|");
    if (changed && !told) {
      told = true;
      const news = line(`${here.dataset.changed} `, "arrow-clockwise");
      const link = document.createElement("a");
      link.href = location.pathname + location.search;
      link.textContent = here.dataset.reload;
      news.append(link);
      news.dataset.news = "";
      here.prepend(news);
    }
    if (text !== shown) {
      shown = text;
      company.replaceChildren(...rows);
    }
  }

  async function ping() {
    if (document.visibilityState === "hidden") return;
    try {
      const answer = await fetch(here.dataset.presence, {
        method: "POST",
        body: data(),
        headers: { "X-CSRFToken": token, "X-Background": "1" },
      });
      if (answer.ok) show(await answer.json());
    } catch {
      // The next report will tell.
    }
  }

  ping();
  setInterval(ping, 20_000);
  document.addEventListener("visibilitychange", ping);
  addEventListener("pagehide", () => navigator.sendBeacon(here.dataset.presence, data({ leaving: "1" })));
}
