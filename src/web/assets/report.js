// While its session runs, a report takes new figures each minute, for as long as
// its reader wants that. Without this script the page is loaded again by its link.

(() => {
  const follow = document.getElementById("suivre");
  if (!follow) return;
  const EVERY_MS = 60000;
  follow.closest("label").hidden = false;

  const isRead = (part) => part.contains(document.activeElement) || part.querySelector("details[open]");

  // False when there is nothing to read: the login is over, the program away.
  const renew = async () => {
    const response = await fetch(`${location.pathname}?suivi=oui`).catch(() => null);
    if (!response || !response.ok) return false;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(part.id);
      // The server has escaped all that people wrote.
      if (fresh && !isRead(part)) part.innerHTML = fresh.innerHTML;
    }
    if (!page.getElementById("suivre")) {
      follow.checked = false;
      document.getElementById("en-cours").hidden = true;
    }
    return true;
  };

  document.getElementById("actualiser").addEventListener("click", async (event) => {
    event.preventDefault();
    if (!await renew()) location.reload();
  });
  setInterval(() => { if (follow.checked && !document.hidden) renew(); }, EVERY_MS);
})();
