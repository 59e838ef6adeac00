// The staff pages in a real browser: the first account, invitations, logins and
// a second factor, a session that is planned, its report, on a phone too.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessibilityFaults, choosePassword, codeOf, firstAdmin, handOver, logIn, openBrowser, overflow, startProgram } from "./program.mjs";

let program, browser, page;
before(async () => {
  program = await startProgram();
  browser = await openBrowser();
  page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await page.goto(program.staff);
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.equal(await overflow(page), 0);
  await firstAdmin(page, program.staff);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

test("a session is planned and its report is read", async () => {
  await page.goto(`${program.page}staff/sessions`);
  await page.getByRole("link", { name: "Planifier une session" }).click();
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.equal(await overflow(page), 0);
  await page.getByLabel("Titre").fill("Les métiers du numérique");
  await page.getByLabel("Intervenantes et intervenants").fill("Anne Lemoine ; architecte logiciel");
  await page.getByLabel("Coûts payés à d'autres").fill("visuels ; cher");
  await page.getByLabel("Date").fill("2099-12-03");
  await page.getByLabel("Heure (Paris)").fill("18:00");
  await page.getByLabel("Durée, en minutes").fill("90");
  await page.getByRole("button", { name: "Planifier" }).click();
  await page.getByText("Coûts, ligne 1").waitFor();
  await page.getByLabel("Coûts payés à d'autres").fill("visuels ; 450,50");
  await page.getByRole("button", { name: "Planifier" }).click();
  await page.getByText("Les métiers du numérique").first().waitFor();
  await page.getByText("prévue").waitFor();
  await page.goto(`${program.page}staff/rapports/2099-12-03-les-metiers-du-numerique`);
  await page.getByText("Questions répondues").first().waitFor();
  assert.ok((await page.content()).includes("non renseigné"), "what is not known is not zero");
});

test("everybody reads what is planned", async () => {
  for (const path of ["sessions", "sessions/2099-12-03-les-metiers-du-numerique"]) {
    await page.goto(program.page + path);
    assert.deepEqual(await accessibilityFaults(page), [], path);
    assert.equal(await overflow(page), 0, path);
  }
  await page.getByText("Anne Lemoine").waitFor();
  await page.getByRole("link", { name: "Poser ma question à l'avance" }).waitFor();
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
  await page.getByText("Autres gestes").click();
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.equal(await overflow(page), 0);
  await page.getByRole("button", { name: "Clore sans réponse" }).click();
  await page.getByText("La question est close, sans réponse.").waitFor();
  await page.getByText("Personne n'attend de réponse.").waitFor();
  await visitor.context().close();
});

test("two experts see one queue, and the candidate where their question stands", async () => {
  const visitor = await (await browser.newContext()).newPage();
  await visitor.goto(program.page);
  await visitor.getByRole("textbox").fill("zblorg trapibule et fanfreluche");
  await visitor.getByRole("button", { name: "Envoyer" }).click();
  await page.goto(`${program.page}staff/questions`);
  const other = await page.context().newPage();
  await other.goto(`${program.page}staff/questions`);
  await handOver(visitor);
  for (const one of [page, other]) await one.getByText("zblorg trapibule et fanfreluche").waitFor();
  await visitor.getByText("Votre question est la n° 1 de la file.").waitFor();
  await page.getByRole("button", { name: "Je m'en occupe" }).click();
  await other.getByText("Vous vous en occupez").waitFor();
  await visitor.getByText("Une personne de l'équipe s'occupe de votre question.").waitFor();
  // What is being typed is not lost when the list changes.
  await other.getByLabel("Votre réponse").fill("Ma réponse en cours");
  await page.getByRole("button", { name: "Rendre", exact: true }).click();
  await other.getByRole("button", { name: /La liste a changé/ }).waitFor();
  assert.equal(await other.getByLabel("Votre réponse").inputValue(), "Ma réponse en cours");
  await other.getByRole("button", { name: "Répondre, puis rendre public" }).click();
  await other.getByRole("button", { name: "Ajouter à la FAQ" }).waitFor();
  assert.deepEqual(await accessibilityFaults(other), []);
  await page.getByText("Personne n'attend de réponse.").waitFor();
  await visitor.getByText("Ma réponse en cours").waitFor();
  await other.close();
  await visitor.context().close();
});

test("what changed in a file is compared and undone", async () => {
  const file = join(program.responses, "faq/teletravail/teletravail-jours.md");
  const text = readFileSync(file, "utf8");
  await page.goto(`${program.page}staff/versions`);
  const first = (await page.locator("main li h2").first().textContent()).trim().split(" ")[0];
  writeFileSync(file, text.replace("deux jours par semaine", "trois jours par semaine, selon le poste et l'accord du responsable"));
  for (let tries = 0; tries < 100 && (await page.locator("main li h2").count()) < 2; tries++) {
    await page.waitForTimeout(200);
    await page.reload();
  }
  for (const path of ["", `/${first}`, `/${first}/revenir`]) {
    await page.goto(`${program.page}staff/versions${path}`);
    assert.deepEqual(await accessibilityFaults(page), [], path);
    assert.equal(await overflow(page), 0, path);
  }
  await page.getByRole("button", { name: "Revenir à cette version" }).click();
  await page.getByText("La version est revenue dans le dossier").waitFor();
  assert.equal(readFileSync(file, "utf8"), text);
});

test("no staff page has a fault for axe, nor overflows a phone", async () => {
  const paths = ["", "/questions", "/inconnues", "/reponses-donnees", "/nouvelle-session", "/sessions", "/sessions/2099-12-03-les-metiers-du-numerique", "/rapports", "/rapports/2099-12-03-les-metiers-du-numerique", "/glossaire", "/liens", "/fichiers"];
  for (const path of [...paths, "/comptes", "/journal", "/versions", "/moi", "/connexion", "/discord"]) {
    await page.goto(`${program.page}staff${path}`);
    assert.deepEqual(await accessibilityFaults(page), [], path);
    assert.equal(await overflow(page), 0, path);
  }
});

test("a person is invited, chooses a second factor, and sees what her role opens", async () => {
  await page.goto(`${program.page}staff/comptes`);
  await page.getByLabel("Nom, que l'équipe lira").fill("Anne Lemoine");
  await page.getByLabel("Rôle").last().selectOption("expert");
  await page.getByRole("button", { name: "Créer le lien d'invitation" }).click();
  const link = await page.getByLabel("Lien", { exact: true }).textContent();
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.equal(await overflow(page), 0);

  const anne = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await anne.goto(link);
  await anne.getByText("Bonjour Anne Lemoine.").waitFor();
  await anne.getByLabel(/^Votre identifiant/).fill("Anne@exemple.fr");
  await choosePassword(anne);
  const menu = anne.getByRole("navigation", { name: "Espace du recrutement" });
  assert.deepEqual(await menu.getByRole("link").allTextContents(), ["Questions", "Rapports", "Mon compte"]);
  assert.equal((await anne.goto(`${program.page}staff/comptes`)).status(), 403);

  await anne.goto(`${program.page}staff/moi`);
  await anne.getByRole("button", { name: "Choisir un second facteur" }).click();
  const key = await anne.getByLabel("Clé", { exact: true }).textContent();
  assert.deepEqual(await accessibilityFaults(anne), []);
  assert.equal(await overflow(anne), 0);
  await anne.getByLabel("Le code à six chiffres que l'application affiche").fill(codeOf(key));
  await anne.getByRole("button", { name: "Activer" }).click();
  await anne.getByText("Le second facteur est activé").waitFor();
  await anne.getByRole("button", { name: "Sortir", exact: true }).click();

  await anne.goto(`${program.page}staff/questions`);
  await logIn(anne, "anne@exemple.fr");
  await anne.getByRole("alert").waitFor();
  assert.deepEqual(await accessibilityFaults(anne), []);
  // The code just used does not serve again: the next one does, for clocks differ.
  await logIn(anne, "anne@exemple.fr", codeOf(key, Date.now() + 30_000));
  await anne.getByRole("heading", { name: "Questions en attente" }).waitFor();
  await anne.context().close();

  await page.goto(`${program.page}staff/journal`);
  await page.getByRole("cell", { name: "second facteur activé" }).waitFor();
});

test("a session is rated with a line, which HR reads on the report that a link shows without it", async () => {
  await page.goto(`${program.page}staff/sessions`);
  await page.getByText("Annuler…").click();
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.equal(await overflow(page), 0);
  await page.getByRole("button", { name: /^Ouvrir maintenant/ }).click();
  const visitor = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await visitor.goto(program.page);
  for (const question of ["zblorg fnuk trapibule", "wixju qorvet drumelk"]) {
    await visitor.getByRole("textbox", { name: "Votre question" }).fill(question);
    await visitor.getByRole("button", { name: "Envoyer", exact: true }).click();
    await visitor.getByText(question).waitFor();
    const age = visitor.getByRole("button", { name: "J'ai 15 ans ou plus", exact: true });
    if (await age.count()) await age.first().click();
  }
  const line = visitor.getByLabel("Un mot de plus, si vous voulez");
  await line.fill("J'ai tout compris");
  // Enter sends nothing before stars are chosen.
  await line.press("Enter");
  assert.deepEqual(await accessibilityFaults(visitor), []);
  assert.equal(await overflow(visitor), 0);
  await visitor.getByRole("radio", { name: "4" }).check();
  await visitor.getByRole("button", { name: "Envoyer ma note" }).click();
  await visitor.getByText("sans savoir de qui il vient").waitFor();
  assert.equal(await visitor.getByRole("button", { name: "Envoyer ma note" }).count(), 0, "it is not asked twice");

  await page.goto(`${program.page}staff/sessions`);
  await page.getByRole("link", { name: /^Rapport de/ }).click();
  await page.getByText("J'ai tout compris").waitFor();
  await page.getByRole("link", { name: "Partager" }).click();
  await page.getByLabel("Pour qui, comme l'équipe le lira").fill("La directrice");
  await page.getByRole("button", { name: "Créer le lien" }).click();
  assert.deepEqual(await accessibilityFaults(page), []);
  await visitor.goto((await page.getByLabel("Lien", { exact: true }).textContent()).trim());
  await visitor.getByRole("heading", { level: 1, name: "Les métiers du numérique" }).waitFor();
  assert.equal(await visitor.getByText("J'ai tout compris").count(), 0);
  assert.equal(await visitor.getByRole("link").count(), 1, "nothing but the way to the content");
  assert.deepEqual(await accessibilityFaults(visitor), []);
  assert.equal(await overflow(visitor), 0);
  await visitor.context().close();
});
