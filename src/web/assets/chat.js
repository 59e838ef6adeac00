// Makes the chat page livelier: questions and taps are sent without reloading,
// the answers of people arrive by themselves. Without it every form still works.
(() => {
  "use strict";
  const KEPT = "tchat-conversation";
  // A browser may refuse to remember: the conversation then lasts as long as the page.
  const remembered = (act) => { try { return act(sessionStorage); } catch { return null; } };
  if (document.body.dataset.forget !== undefined) remembered((kept) => kept.removeItem(KEPT));
  const log = document.getElementById("log");
  const ask = document.getElementById("ask");
  if (!log || !ask) return;
  const text = document.getElementById("text");
  const trouble = document.getElementById("trouble");
  const source = ask.elements.source.value;
  // The play that led here, until one question of it was asked.
  let jeu = ask.elements.jeu?.value;
  let conversation = ask.elements.conversation.value;
  let following = false;
  const rated = new Set();

  const word = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // Every form of the page hands on the same conversation.
  const keep = (token) => {
    conversation = token;
    remembered((kept) => kept.setItem(KEPT, token));
    document.querySelectorAll("input[name=conversation]").forEach((field) => { field.value = token; });
  };

  const send = async (address, values) => {
    const response = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(values) });
    const body = await response.json();
    if (!response.ok) throw new Error(body.error);
    return body;
  };

  const complain = (error) => {
    const ours = error instanceof TypeError || error instanceof SyntaxError ? "" : error.message;
    trouble.textContent = ours || "La connexion est coupée. Votre texte est toujours là : réessayez.";
    trouble.hidden = false;
  };

  // The server has escaped all that people wrote; the page's policy forbids
  // any script but this one.
  const append = (html) => {
    log.insertAdjacentHTML("beforeend", html);
    const last = log.lastElementChild;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    last.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
    // A button that was pressed is gone: whoever uses a keyboard goes on from here.
    if (document.activeElement === document.body) {
      last.tabIndex = -1;
      last.focus({ preventScroll: true });
    }
  };

  // A session that was rated is not asked about again.
  const showSession = (html) => {
    const part = document.createElement("div");
    part.innerHTML = html;
    part.querySelectorAll("form.rating").forEach((form) => { if (rated.has(form.elements.session.value)) form.remove(); });
    const shown = document.getElementById("session");
    if (!shown || shown.innerHTML.trim() === part.innerHTML.trim()) return;
    // What somebody is writing there stays, and so does the place they write at.
    const [written, fresh] = [shown, part].map((place) => place.querySelector("form.rating"));
    const focused = written?.contains(document.activeElement) ? document.activeElement : null;
    if (written && fresh && written.elements.session.value === fresh.elements.session.value && written.elements.length === fresh.elements.length) fresh.replaceWith(written);
    shown.replaceChildren(...part.childNodes);
    focused?.focus();
  };

  const question = async (form, typed) => {
    const id = form.elements.message_id;
    const answer = await send("/api/chat", { text: typed, conversation, message_id: id.value, source, jeu, html: true });
    id.value = word();
    jeu = undefined;
    document.getElementById("examples")?.remove();
    // A topic that was chosen in words answers a question that is shown already.
    if (answer.replaces || !document.getElementById("e-" + answer.exchange)) append(answer.html.exchange);
    showSession(answer.html.session);
    keep(answer.conversation);
    if (form === ask) text.value = "";
    follow();
  };

  const settle = (form) => {
    const gesture = form.dataset.tap;
    if (gesture.startsWith("confirm_age")) document.querySelectorAll("form[data-tap^=confirm_age]").forEach((other) => other.remove());
    if (gesture === "satisfaction") rated.add(form.elements.session.value);
    if (gesture === "declare_source") document.querySelectorAll("details.sources").forEach((other) => other.remove());
    if (gesture.endsWith("_mind")) {
      // One may change one's mind again: the last tap counts, and shows.
      form.parentElement.querySelectorAll("form[data-tap$=_mind] button").forEach((other) => other.removeAttribute("aria-pressed"));
      form.querySelector("button").setAttribute("aria-pressed", "true");
    } else if (gesture.endsWith("useful")) form.parentElement.querySelectorAll("form[data-tap$=useful]").forEach((other) => other.remove());
    else form.remove();
  };

  const tap = async (form, values) => {
    const told = await send("/api/geste", { ...values, html: true });
    settle(form);
    append(told.html);
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.dataset.ask === undefined && form.dataset.tap === undefined) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    const values = Object.fromEntries(new FormData(form, event.submitter));
    form.setAttribute("aria-busy", "true");
    trouble.hidden = true;
    try {
      await (form.dataset.tap === undefined ? question(form, values.text) : tap(form, values));
    } catch (error) {
      complain(error);
    } finally {
      form.removeAttribute("aria-busy");
    }
  });

  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (text.value.trim()) ask.requestSubmit();
  });

  const news = (name, data) => {
    if (name === "session") showSession(data.html);
    if (name === "answer" && !document.getElementById("a-" + data.exchange)) append(data.html);
  };

  // Server-sent events, read by hand so that the conversation's word travels in
  // a body and never in an address.
  const listen = async () => {
    const body = JSON.stringify({ conversation, source });
    const response = await fetch("/api/suivre", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (!response.ok) throw new Error(response.status);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; ;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const name = block.match(/^event: ?(.*)$/m);
        const data = block.match(/^data: ?(.*)$/m);
        if (name && data) news(name[1], JSON.parse(data[1]));
      }
    }
  };

  const follow = async () => {
    if (following) return;
    following = true;
    await resumed;
    for (let wait = 2000; ; wait = Math.min(wait * 2, 60000)) {
      const since = Date.now();
      await listen().catch(() => {});
      if (Date.now() - since > 60000) wait = 2000;
      await new Promise((over) => setTimeout(over, wait * (0.5 + Math.random())));
    }
  };

  // What was said before stands above what was said since.
  const showEarlier = (page) => {
    const earlier = [...page.querySelectorAll("#log > .exchange")].filter((exchange) => !document.getElementById(exchange.id));
    if (!earlier.length) return;
    const first = log.firstElementChild;
    log.prepend(...earlier);
    document.getElementById("examples")?.remove();
    if (!first) earlier.at(-1).scrollIntoView({ block: "start" });
  };

  // A reload finds the conversation of this tab again. Its word is taken up
  // before anything is fetched: whatever fails, the next question goes on there.
  const resume = async () => {
    if (log.children.length) { keep(conversation); return; }
    const kept = remembered((storage) => storage.getItem(KEPT));
    if (!/^[0-9a-f]{32}$/.test(kept ?? "")) return;
    keep(kept);
    const response = await fetch("/", { method: "POST", body: new URLSearchParams({ conversation: kept, source }) });
    if (!response.ok) throw new Error(response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const session = page.getElementById("session");
    if (session) showSession(session.innerHTML);
    showEarlier(page);
  };

  const resumed = resume().then(
    () => { if (log.children.length) follow(); },
    () => {
      complain(new Error("Vos échanges précédents n'ont pas pu être affichés. Ils ne sont pas perdus : rechargez la page, ou continuez."));
      follow();
    },
  );
})();
