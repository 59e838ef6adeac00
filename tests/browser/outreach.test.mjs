// Episodes and ambassadors in a real browser: the calendar and the page of an
// episode, an invitation, an enrolment by keyboard, a page of one's own, on a
// phone and on a wide screen.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessibilityFaults, firstAdmin, openBrowser, overflow, startProgram } from "./program.mjs";

const root = join(import.meta.dirname, "../..");
const OFFER = '---\nstatut: publie\nresponsable: DRH\nemployeur: "Ville de Rouen"\nlien: "https://www.emploi-territorial.fr/offre/1"\netat: ouverte\n---\n\n# Archiviste\n';
let program, browser, page;

before(async () => {
  program = await startProgram();
  const series = join(program.responses, "episodes/pilule-bleue");
  cpSync(join(root, "responses/ambassadeurs"), join(program.responses, "ambassadeurs"), { recursive: true });
  mkdirSync(join(program.responses, "offres"), { recursive: true });
  writeFileSync(join(program.responses, "offres/archiviste.md"), OFFER);
  cpSync(join(root, "responses/episodes"), join(program.responses, "episodes"), { recursive: true });
  // The first episode came long ago; it leads to an answer that is there.
  const sheet = readFileSync(join(series, "serie.md"), "utf8");
  writeFileSync(join(series, "serie.md"), sheet.replace("vagues:", 'vagues:\n  - {nom: "Hier", du: 2020-01-01, au: 2020-12-31}'));
  const first = readFileSync(join(series, "01-lunettes.md"), "utf8");
  const come = first.replace("2027-01-14", "2020-01-16").replace("[dsin, vie-au-travail]", "[teletravail]");
  writeFileSync(join(series, "01-lunettes.md"), come.replace("reponse/dsin-presentation", "sessions"));
  browser = await openBrowser();
  page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await firstAdmin(page, program.staff);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function isWell(path) {
  for (const width of [390, 1200]) {
    await page.setViewportSize({ width, height: 844 });
    assert.deepEqual(await accessibilityFaults(page), [], `${path} at ${width}`);
    assert.equal(await overflow(page), 0, `${path} at ${width}`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
}

test("an episode is read, and its question begins a conversation", async () => {
  const deadline = Date.now() + 15_000;
  do await page.goto(`${program.page}episodes`); while (!(await page.getByText("Les lunettes noires").count()) && Date.now() < deadline);
  await isWell("episodes");
  await page.getByRole("link", { name: /Les lunettes noires/ }).click();
  await page.getByRole("img", { name: /Une paire de lunettes noires/ }).waitFor();
  await isWell("an episode");
  await page.getByRole("link", { name: "Poser cette question au t'chat" }).click();
  assert.equal(await page.getByRole("textbox").inputValue(), "C'est quoi, la DSIN ?");
});

test("an agent enrols by keyboard alone, shares an offer in two clicks, and leaves", async () => {
  await page.goto(`${program.page}staff/episodes`);
  await isWell("staff/episodes");
  await page.goto(`${program.page}staff/ambassadeurs`);
  await page.getByLabel("Niveau", { exact: true }).selectOption("directeur");
  await page.getByLabel("Nombre de personnes").fill("12");
  await page.getByRole("button", { name: "Créer l'invitation" }).click();
  const invitation = await page.getByLabel("Lien", { exact: true }).innerText();
  await isWell("staff/ambassadeurs");

  await page.goto(invitation);
  await isWell("the enrolment");
  await page.getByLabel("Votre adresse professionnelle").focus();
  await page.keyboard.type("camille@ville.example.fr");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "Bienvenue" }).waitFor();
  await isWell("one's own page");

  await page.getByRole("button", { name: /^C'est fait/ }).first().click();
  await page.getByRole("button", { name: /^Décocher/ }).waitFor();
  const shared = await page.getByRole("link", { name: /Partager sur LinkedIn/ }).getAttribute("href");
  assert.match(decodeURIComponent(shared), /^https:\/\/www\.linkedin\.com\/sharing\/share-offsite\/\?url=http.*\/r\/amb-[0-9a-f]{10}\/archiviste$/);
  await page.getByText(/^En une ligne/).first().click();
  assert.match(await page.getByRole("textbox", { name: /^En une ligne/ }).first().inputValue(), /\/r\/amb-/);

  await page.getByText("Partir et tout effacer").click();
  await page.getByRole("button", { name: "Oui, tout effacer" }).click();
  await page.getByRole("heading", { name: "C'est effacé" }).waitFor();
  await isWell("gone");
});
