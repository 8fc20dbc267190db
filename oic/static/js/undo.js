// Counts the seconds in which a letter can be taken back.
const banner = document.querySelector("form[data-undo]");

if (banner) {
  const left = banner.querySelector("[data-undo-left]");
  const end = performance.now() + Number(banner.dataset.undo) * 1000;
  const tick = () => {
    const seconds = Math.ceil((end - performance.now()) / 1000);
    if (seconds > 0) {
      left.textContent = seconds;
      return;
    }
    clearInterval(timer);
    banner.querySelector("button").remove();
    banner.querySelector("span").textContent = banner.dataset.gone;
    setTimeout(() => banner.remove(), 4000);
  };
  const timer = setInterval(tick, 250);
  tick();
}
