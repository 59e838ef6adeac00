// The staff pages in a real browser: the link that works once, a session that
// is planned, its report, on a phone too.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFaults, handOver, openBrowser, overflow, startProgram } from "./program.mjs";

let program, browser, page;
before(async () => {
  program = await startProgram();
  browser = await openBrowser();
  page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await page.goto(program.staff);
  await page.getByRole("button").first().click();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

test("a session is planned and its report is read", async () => {
  await page.goto(`${program.page}staff/sessions`);
  await page.getByLabel("Titre").fill("Les métiers du numérique");
  await page.getByLabel("Date").fill("2099-12-03");
  await page.getByLabel("Heure (Paris)").fill("18:00");
  await page.getByLabel("Durée, en minutes").fill("90");
  await page.getByRole("button", { name: "Planifier" }).click();
  await page.getByText("Les métiers du numérique").first().waitFor();
  await page.getByRole("cell", { name: "prévue" }).waitFor();
  await page.goto(`${program.page}staff/rapports/2099-12-03-les-metiers-du-numerique`);
  await page.getByText("Taux de réponse").first().waitFor();
  assert.ok((await page.content()).includes("non renseigné"), "what is not known is not zero");
});

test("a question is closed without an answer", async () => {
  const visitor = await (await browser.newContext()).newPage();
  await visitor.goto(program.page);
  await visitor.getByRole("textbox").fill("zblorg trapibule, idiot");
  await visitor.getByRole("button", { name: "Envoyer" }).click();
  await handOver(visitor);
  await page.goto(`${program.page}staff/questions`);
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.equal(await overflow(page), 0);
  await page.getByRole("button", { name: "Clore sans réponse" }).click();
  await page.getByText("La question est close, sans réponse.").waitFor();
  await page.getByText("Personne n'attend de réponse.").waitFor();
  await visitor.context().close();
});

test("no staff page has a fault for axe, nor overflows a phone", async () => {
  for (const path of ["", "/questions", "/sessions", "/rapports", "/rapports/2099-12-03-les-metiers-du-numerique", "/liens", "/fichiers"]) {
    await page.goto(`${program.page}staff${path}`);
    assert.deepEqual(await accessibilityFaults(page), [], path);
    assert.equal(await overflow(page), 0, path);
  }
});
