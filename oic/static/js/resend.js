// Signing in (in the other tab) began a new session, whose token this form does not have: take it
// from a page of that session, then send. Without this script the form comes back once more with
// the new token, and is sent by a second press.

const form = document.querySelector("form[data-token-from]");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const answer = await fetch(form.dataset.tokenFrom, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("input[name=csrf_token]")?.value;
    if (token) form.elements.csrf_token.value = token;
  } finally {
    form.submit();
  }
});
