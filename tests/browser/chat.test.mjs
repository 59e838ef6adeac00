// A candidate's chat in a real browser: with and without script, on a phone,
// by keyboard alone, across a reload, with a person's answer and hostile text.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFaults, firstAdmin, handOver, openBrowser, overflow, startProgram } from "./program.mjs";

let program, browser;
before(async () => {
  program = await startProgram();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function open(options = {}, path = "") {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
  const page = await context.newPage();
  await page.goto(program.page + path);
  return page;
}

async function ask(page, question) {
  await page.getByRole("textbox").fill(question);
  await page.getByRole("button", { name: "Envoyer" }).click();
}

function conversationOf(page) {
  return page.locator("#ask input[name=conversation]").inputValue();
}

async function enterAsStaff() {
  const page = await (await browser.newContext()).newPage();
  await firstAdmin(page, program.staff);
  return page;
}

for (const javaScriptEnabled of [true, false]) {
  test(`a candidate asks, says their age and thanks, script ${javaScriptEnabled ? "on" : "off"}`, async () => {
    const page = await open({ javaScriptEnabled });
    await ask(page, "combien de jours de télétravail par semaine ?");
    await page.getByText("Jusqu'à deux jours par semaine").waitFor();
    await page.getByText("Vous parlez à un programme").waitFor();
    await page.getByRole("button", { name: /15.ans ou plus/ }).first().click();
    await page.getByText(/Merci, c'est noté/).first().waitFor();
    await ask(page, "faut-il un concours");
    await page.getByText("Non, un contrat est possible sans concours.").waitFor();
    await page.getByText("Jusqu'à deux jours par semaine").waitFor();
    await page.getByRole("button", { name: "Utile", exact: false }).first().click();
    await page.getByText("Merci pour votre avis.").waitFor();
    assert.equal(await overflow(page), 0);
    await page.context().close();
  });
}

test("the chat works by keyboard alone and axe finds nothing", async () => {
  const page = await open({ viewport: { width: 320, height: 640 } });
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.keyboard.press("Tab");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /contenu|question|conversation/i, "a skip link comes first");
  await page.getByRole("textbox").focus();
  await page.keyboard.type("quel est le salaire");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Le montant vous sera donné par la DRH.").waitFor();
  const region = page.getByRole("log");
  assert.ok((await region.textContent()).includes("Le montant vous sera donné"), "a screen reader hears the answer");
  assert.equal(await overflow(page), 0);
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.context().close();
});

test("a choice is pressed", async () => {
  const page = await open({}, "?de=linkedin");
  await ask(page, "le télétravail à la maison");
  await page.getByRole("button", { name: "Y a-t-il une indemnité de télétravail ?" }).click();
  await page.getByText("Un forfait par jour peut être versé.").waitFor();
  await page.context().close();
});

test("a question is passed on and its answer arrives in the open page", async () => {
  const page = await open();
  await ask(page, "y a-t-il un zblorg trapibule ?");
  await handOver(page);
  await page.getByText(/Sa réponse s'affichera ici, sur cette page/).waitFor();
  assert.equal(await page.getByText("Le trapibule est au fond de la cour.").count(), 0);

  const staff = await enterAsStaff();
  await staff.goto(`${program.page}staff/questions`);
  const waiting = staff.getByRole("listitem").filter({ hasText: "zblorg trapibule" });
  await waiting.getByLabel("Votre réponse").fill("Le trapibule est au fond de la cour.");
  await waiting.getByRole("button", { name: "Répondre", exact: true }).click();
  await staff.getByText("Votre réponse est enregistrée").waitFor();

  await page.getByRole("log").getByText("Le trapibule est au fond de la cour.").waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await Promise.all([page.context().close(), staff.context().close()]);
});

test("a reload keeps the conversation, even when its first try fails", async () => {
  const page = await open();
  await ask(page, "quel est le salaire");
  await page.getByText("Le montant vous sera donné par la DRH.").waitFor();
  const before = await conversationOf(page);
  await page.reload();
  await page.getByText("Le montant vous sera donné par la DRH.").waitFor();
  assert.equal(await conversationOf(page), before);

  await page.route(program.page, (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await page.reload();
  await page.getByText(/Ils ne sont pas perdus/).waitFor();
  await page.unroute(program.page);
  await ask(page, "faut-il un concours");
  await page.getByText("Non, un contrat est possible sans concours.").waitFor();
  assert.equal(await conversationOf(page), before, "the next question goes on in the same conversation");
  await page.reload();
  await page.getByText("Non, un contrat est possible sans concours.").waitFor();
  assert.equal(await page.locator("#log > .exchange").count(), 2);
  await page.context().close();
});

test("a question asked while earlier ones are fetched wipes nothing and stands below", async () => {
  const page = await open();
  await ask(page, "quel est le salaire");
  await page.getByText("Le montant vous sera donné par la DRH.").waitFor();
  let letGo;
  const held = new Promise((resolve) => { letGo = resolve; });
  await page.route(program.page, async (route) => {
    if (route.request().method() === "POST") await held;
    await route.continue();
  });
  await page.reload();
  await ask(page, "faut-il un concours");
  await page.getByText("Non, un contrat est possible sans concours.").waitFor();
  letGo();
  await page.getByText("Le montant vous sera donné par la DRH.").waitFor();
  const questions = await page.locator("#log > .exchange .said").allTextContents();
  assert.deepEqual(questions.map((said) => /DRH|concours/.exec(said)?.[0]).filter(Boolean), ["DRH", "concours"]);
  assert.equal(await page.locator("#log > .exchange").count(), 2);
  await page.context().close();
});

test("hostile text is shown and never run", async () => {
  const page = await open();
  const opened = [];
  page.on("dialog", (dialog) => opened.push(dialog.message()));
  for (const text of ["<img src=x onerror=alert(1)>zblorg", "<script>alert(2)</script>zblorg", "[zblorg](javascript:alert(3))"]) {
    await ask(page, text);
    await page.getByText(text).first().waitFor();
  }
  assert.equal(await page.locator("img[src=x], a[href^=javascript]").count(), 0);
  assert.deepEqual(opened, []);
  await page.context().close();
});

test("what is kept is read and erased on the page", async () => {
  const page = await open();
  await ask(page, "quel est le salaire");
  await page.getByText("Le montant vous sera donné par la DRH.").waitFor();
  await page.getByRole("button", { name: "Mes données" }).click();
  await page.getByRole("button", { name: "Tout effacer" }).click();
  await page.getByRole("button", { name: "Oui, tout effacer" }).click();
  await page.getByText(/effacé/).first().waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.context().close();
});
