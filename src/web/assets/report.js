// While its session runs, a report takes new figures each minute, for as long as
// its reader wants that. Without this script the page is loaded again by its link.

(() => {
  const follow = document.getElementById("suivre");
  if (!follow) return;
  const EVERY_MS = 60000;
  follow.closest("label").hidden = false;

  const isRead = (part) => part.contains(document.activeElement) || part.querySelector("details[open]");

  const renew = async () => {
    const response = await fetch(location.href).catch(() => null);
    if (!response || !response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(part.id);
      // The server has escaped all that people wrote.
      if (fresh && !isRead(part)) part.innerHTML = fresh.innerHTML;
    }
    if (!page.getElementById("suivre")) document.getElementById("en-cours").hidden = true;
  };

  document.getElementById("actualiser").addEventListener("click", (event) => {
    event.preventDefault();
    renew();
  });
  setInterval(() => { if (follow.checked && !document.hidden) renew(); }, EVERY_MS);
})();
