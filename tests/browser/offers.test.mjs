// The positions in a real browser: the team makes one, a candidate reads it and
// begins a question on it; on a wide screen and on a phone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFaults, firstAdmin, openBrowser, overflow, startProgram } from "./program.mjs";

let program, browser, staff;
before(async () => {
  program = await startProgram();
  browser = await openBrowser();
  staff = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await firstAdmin(staff, program.staff);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** No fault for axe and no overflow, wide and narrow. */
async function checkBothWidths(page, path) {
  for (const [width, height] of [[1280, 900], [390, 844]]) {
    await page.setViewportSize({ width, height });
    await page.goto(`${program.page}${path}`);
    await look(page, path, width);
  }
}

async function look(page, name, width) {
  assert.deepEqual(await accessibilityFaults(page), [], `${name} at ${width}`);
  assert.equal(await overflow(page), 0, `${name} at ${width}`);
}

test("a page without any position is kind", async () => {
  await checkBothWidths(staff, "offres");
  await staff.getByText("Aucun poste n'est ouvert en ce moment").waitFor();
});

test("the team makes a position, after a mistake that loses nothing", async () => {
  await staff.goto(`${program.page}staff/offres`);
  await staff.getByRole("link", { name: "Ajouter une offre" }).click();
  await staff.getByLabel("Intitulé du poste").fill("Archiviste <b>");
  await staff.getByLabel("Référence").fill("o076");
  await staff.getByLabel("Employeur").fill("Ville de Rouen");
  await staff.getByLabel("Ouvert").selectOption("tous");
  await staff.getByLabel("Lieu de travail").fill("Rouen (76)");
  await staff.getByLabel("Rémunération").fill("2 600 €");
  await staff.getByLabel("Date limite").fill("2099-12-15");
  await staff.getByLabel("Description").fill("Vous classez **tout**.\n\n- les cartes\n- les registres");
  await staff.getByRole("button", { name: "Publier" }).click();
  await staff.getByText("2 champs sont à corriger").waitFor();
  assert.equal(await staff.getByLabel("Intitulé du poste").inputValue(), "Archiviste <b>");
  for (const [width, height] of [[1280, 900], [390, 844]]) {
    await staff.setViewportSize({ width, height });
    await look(staff, "staff-offre-refusee", width);
  }
  await staff.getByLabel("Rémunération").fill("Entre 2 600 € et 3 200 € bruts par mois");
  await staff.getByLabel("Lien de l'annonce en ligne").fill("https://www.emploi-territorial.fr/offre/1");
  await staff.getByRole("button", { name: "Publier" }).click();
  await staff.getByText("L'offre est enregistrée").waitFor();
  await checkBothWidths(staff, "staff/offres");
  await checkBothWidths(staff, "staff/offres/o076");
});

test("a candidate reads it and begins a question on it, which is not sent", async () => {
  const page = await (await browser.newContext()).newPage();
  const messages = [];
  page.on("console", (message) => messages.push(message.text()));
  // The files are read again every few seconds.
  for (let tries = 0; tries < 40; tries += 1) {
    const response = await page.goto(`${program.page}offres/o076`);
    if (response.status() === 200) break;
    await page.waitForTimeout(250);
  }
  await checkBothWidths(page, "offres");
  await page.getByText("Un poste est ouvert").waitFor();
  await checkBothWidths(page, "offres/o076");
  const posting = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent());
  assert.equal(posting.title, "Archiviste <b>");
  // The click is counted on the way to the advert.
  const apply = await page.getByRole("link", { name: "Lire l'annonce et postuler" }).getAttribute("href");
  assert.equal(apply, "/offres/o076/postuler");
  const sent = await page.request.get(`${program.page}offres/o076/postuler`, { maxRedirects: 0 });
  assert.ok([302, 303].includes(sent.status()), `${sent.status()}`);
  assert.equal(sent.headers().location, "https://www.emploi-territorial.fr/offre/1");
  await page.getByRole("link", { name: "Poser une question sur ce poste" }).click();
  assert.equal(await page.getByLabel("Votre question").inputValue(), "Poste « Archiviste <b> » : ");
  assert.equal(await page.locator(".exchange").count(), 0);
  assert.deepEqual(messages.filter((text) => text.includes("Content Security Policy")), []);
});

test("a position that is filled says so", async () => {
  await staff.goto(`${program.page}staff/offres`);
  await staff.getByRole("button", { name: /^Pourvue/ }).click();
  await staff.getByText("L'offre est enregistrée").waitFor();
  for (let tries = 0; tries < 40; tries += 1) {
    await staff.goto(`${program.page}offres/o076`);
    if (await staff.getByText("Ce poste est déjà pourvu").count()) break;
    await staff.waitForTimeout(250);
  }
  await checkBothWidths(staff, "offres/o076");
  assert.equal(await staff.locator('script[type="application/ld+json"]').count(), 0);
  await checkBothWidths(staff, "offres");
  await staff.getByText("Déjà pourvues ou closes").waitFor();
});
