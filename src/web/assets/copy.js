// Copies what a field holds. Without this script the text is selected by hand.

(() => {
  const said = document.getElementById("copie");
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    if (!field || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const words = button.firstChild.textContent;
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = "Le texte est copié.";
        button.firstChild.textContent = "Copié";
        setTimeout(() => { button.firstChild.textContent = words; }, 2000);
      } catch {
        field.closest("details")?.setAttribute("open", "");
        field.select();
        said.textContent = "Le texte est sélectionné : copiez-le.";
      }
    });
  }
})();
