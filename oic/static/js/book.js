// How long the time is still held. The words are the server's; this only counts.
const held = document.querySelector("[data-held-until]");

if (held) {
  const until = new Date(held.dataset.heldUntil).getTime();
  const left = held.querySelector("[data-left]");
  const words = left.dataset.left;
  const count = () => {
    const minutes = Math.ceil((until - Date.now()) / 60000);
    if (minutes > 0) {
      left.textContent = words.replace("{minutes}", minutes);
      return;
    }
    clearInterval(timer);
    held.setAttribute("role", "status");
    held.querySelector("span").textContent = held.dataset.over;
    left.textContent = "";
  };
  const timer = setInterval(count, 5000);
  count();
}
