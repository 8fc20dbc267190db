// Says how many characters are left, once that begins to matter.

const MATTERS_FROM = 0.8;

export function countCharacters(area) {
  const longest = Number(area.dataset.longest);
  const line = document.createElement("p");
  line.className = "hint";
  line.setAttribute("aria-live", "polite");
  area.after(line);
  const say = () => {
    const left = longest - [...area.value.replaceAll("\n", "\r\n")].length;
    const words = left < 0 ? area.dataset.over : area.dataset.left;
    const matters = left < longest * (1 - MATTERS_FROM);
    line.textContent = matters ? words.replace("{count}", String(Math.abs(left))) : "";
  };
  area.addEventListener("input", say);
  say();
}
