// A candidate's chat in a real browser: with and without script, on a phone,
// by keyboard alone, and with hostile text.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFaults, openBrowser, overflow, startProgram } from "./program.mjs";

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
    await page.getByText(/Merci/).last().waitFor();
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

test("a choice is pressed and a question is passed on to a person", async () => {
  const page = await open({}, "?de=linkedin");
  await ask(page, "y a-t-il un zblorg trapibule ?");
  await page.getByRole("button", { name: "Transmettre à une personne" }).last().click();
  await page.getByRole("button", { name: /15.ans ou plus/ }).last().click();
  await page.getByText(/est transmise/).waitFor();
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
