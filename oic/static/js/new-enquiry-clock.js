// The quiet clock: it starts with the page, or with the first key where the page was offered after
// another enquiry, and says how long the talk has taken. What is written in minutes goes first.

export function clock(form, shown) {
  const seconds = form.elements.seconds;
  const face = shown.querySelector("[data-clock-face]");
  const before = Number(shown.dataset.seconds) || 0;
  const opened = performance.now();
  let began = Number(shown.dataset.started) ? opened : 0;

  const passed = () => before + (began ? Math.floor((performance.now() - began) / 1000) : 0);
  const write = () => (seconds.value = began || before ? String(passed()) : "0");

  function show() {
    const now = passed();
    face.textContent = `${Math.floor(now / 60)}:${String(now % 60).padStart(2, "0")}`;
  }

  form.addEventListener("input", () => {
    began ||= performance.now();
    write();
  }, true);
  shown.hidden = false;
  show();
  setInterval(show, 1000);
  return { write };
}
