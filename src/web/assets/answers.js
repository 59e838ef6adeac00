// The page of one answer says what is wrong and how it looks while it is typed.
// Without this script the button « Vérifier » does the same.

(() => {
  const form = document.getElementById("answer");
  const verdict = document.getElementById("verdict");
  const trouble = document.getElementById("trouble");
  if (!form || !verdict) return;
  const QUIET = 700;
  let waiting, asked, changed = false;

  const complain = (text) => {
    trouble.textContent = text;
    trouble.hidden = !text;
  };

  // The server has escaped all that people wrote.
  const show = (told) => {
    for (const [name, html] of Object.entries(told.parts)) {
      const place = document.getElementById("p-" + name);
      if (!place || place.innerHTML.trim() === html.trim()) continue;
      place.innerHTML = html;
      const field = document.getElementById(name);
      if (field) field.setAttribute("aria-invalid", String(Boolean(place.querySelector(".wrong"))));
    }
    if (!told.problem) verdict.innerHTML = told.whole;
    complain(told.problem ?? "");
  };

  const check = async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const body = new URLSearchParams(new FormData(form));
      const response = await fetch(form.dataset.check, { method: "POST", body, signal: asked.signal });
      if (response.redirected || !response.ok) throw new Error(response.status);
      show(await response.json());
    } catch (error) {
      if (error.name !== "AbortError") complain("La vérification n'a pas abouti. Votre texte est toujours là : utilisez le bouton « Vérifier ».");
    }
  };

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(check, QUIET);
  });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
})();
