// Runs before the first paint, so that a folded rail does not jump.
document.documentElement.classList.add("js");
try {
  if (localStorage.getItem("oic.rail") === "folded") document.documentElement.classList.add("rail-folded");
} catch {
  // A browser that keeps nothing shows the rail open.
}
