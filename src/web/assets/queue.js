// The queue follows what others do. What somebody is typing stays: the new list
// then waits behind a button. Without this script the page is loaded again.

(() => {
  const list = document.getElementById("file");
  const news = document.getElementById("nouvelles");
  if (!list || !window.EventSource) return;
  let waiting = null;

  const isBusy = () => [...list.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue)
    || list.contains(document.activeElement) || list.querySelector("details[open]");

  const show = () => {
    // The server has escaped all that people wrote.
    if (waiting !== null) list.innerHTML = waiting;
    waiting = null;
    news.hidden = true;
  };

  let isFirst = true;
  new EventSource(list.dataset.flow).addEventListener("queue", (event) => {
    if (isFirst) { isFirst = false; return; }
    waiting = event.data;
    if (isBusy()) news.hidden = false; else show();
  });
  news.querySelector("button").addEventListener("click", show);
})();
