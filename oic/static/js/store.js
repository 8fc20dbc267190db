// Small choices that this browser remembers. A browser that keeps nothing simply forgets them.

export function remember(name, value) {
  try {
    localStorage.setItem(`oic.${name}`, value);
  } catch {
    // Private windows and full disks: the choice holds for this page.
  }
}

export function remembered(name) {
  try {
    return localStorage.getItem(`oic.${name}`);
  } catch {
    return null;
  }
}
