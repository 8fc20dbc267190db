// Hands files over before their form is sent, and says in words what came of it.
// attach: what stands around the field; its data-most (megabytes), data-too-large, data-together,
// data-refused and data-failed hold the limit and the words. Nothing here throws.

const MEGABYTE = 1024 * 1024;

export async function upload(url, attach, chosen, kept, token) {
  const words = attach.dataset;
  const most = Number(words.most) * MEGABYTE;
  const wrong = chosen.filter((file) => file.size > most).map((file) => words.tooLarge.replace("{name}", () => file.name));
  const files = chosen.filter((file) => file.size <= most);
  if (!files.length) return { files: [], wrong };
  // The server would not read them to the end: it says nothing that a page can show.
  if (files.reduce((sum, file) => sum + file.size, 0) > most) return { files: [], wrong: [...wrong, words.together] };
  const data = new FormData();
  for (const file of files) data.append("files", file, file.name);
  for (const one of kept) data.append("kept", one);
  attach.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { method: "POST", body: data, headers: { "X-CSRFToken": token } });
    if (answer.status === 413) return { files: [], wrong: [...wrong, `${words.refused}.`] };
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const got = await answer.json();
    return { files: got.files, wrong: [...wrong, ...got.wrong] };
  } catch {
    return { files: [], wrong: [...wrong, words.failed] };
  } finally {
    attach.removeAttribute("aria-busy");
  }
}
