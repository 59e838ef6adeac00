// Somebody of HR changes an answer in a browser, with and without script, and a
// candidate reads it; two who write at once are told.

import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessibilityFaults, firstAdmin, openBrowser, overflow, startProgram } from "./program.mjs";

let program, browser, staff;
before(async () => {
  program = await startProgram();
  browser = await openBrowser();
  staff = await (await browser.newContext()).newPage();
  await firstAdmin(staff, program.staff);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** A page of the same member of the team, with another window or without script. */
async function open(path, options = {}) {
  const storageState = await staff.context().storageState();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, storageState, ...options });
  const page = await context.newPage();
  await page.goto(`${program.page}staff/${path}`);
  return page;
}

const save = (page) => page.getByRole("button", { name: "Enregistrer", exact: true }).click();

/** Asks until the answer holds a text: the files are read again within seconds. */
async function candidateReads(question, text) {
  const page = await (await browser.newContext()).newPage();
  for (let tries = 0; ; tries += 1) {
    await page.goto(program.page);
    await page.getByRole("textbox").fill(question);
    await page.getByRole("button", { name: "Envoyer" }).click();
    const said = page.getByRole("log").locator(".bubble.bot .said").last();
    await said.waitFor();
    if ((await said.textContent()).includes(text)) break;
    assert.ok(tries < 8, `« ${text} » is not served`);
    await page.waitForTimeout(1000);
  }
  await page.context().close();
}

for (const javaScriptEnabled of [true, false]) {
  test(`an answer is changed and a candidate reads it, script ${javaScriptEnabled ? "on" : "off"}`, async () => {
    const page = await open("reponses", { javaScriptEnabled });
    await page.getByLabel("Chercher un mot").fill("gagne");
    await page.getByRole("button", { name: "Filtrer" }).click();
    await page.getByRole("link", { name: /Combien gagne-t-on/ }).click();
    const text = javaScriptEnabled ? "Une grille fixe votre salaire." : "Votre salaire vient d'une grille.";
    await page.getByLabel("Réponse", { exact: true }).fill(`${text} @everyone`);
    if (!javaScriptEnabled) await page.getByRole("button", { name: "Vérifier" }).click();
    await page.getByText("est une mention de Discord").waitFor();
    assert.equal(await page.getByLabel("Réponse", { exact: true }).inputValue(), `${text} @everyone`);
    await save(page);
    await page.getByText(/corrigez les erreurs indiquées/).waitFor();
    await page.getByLabel("Réponse", { exact: true }).fill(text);
    await save(page);
    await page.getByText("Votre texte est enregistré.").waitFor();
    await page.getByText(/réponse modifiée le .*, par/).waitFor();
    await candidateReads("quel est le salaire", text);
    await page.context().close();
  });
}

test("what is typed is shown as each door will show it", async () => {
  const page = await open("reponses/salaire");
  await page.getByLabel("Réponse", { exact: true }).fill("Une **grille**.\n\n- le grade ;\n- les primes.");
  await page.getByRole("region", { name: "Dans Discord" }).getByText("le grade").waitFor();
  assert.equal(await page.getByRole("region", { name: "Sur la page web" }).getByRole("listitem").count(), 2);
  await page.getByLabel("À relire le").fill("demain");
  await page.getByText(/«.demain.» n'est pas une date/).waitFor();
  assert.equal(await page.getByLabel("À relire le").getAttribute("aria-invalid"), "true");
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.context().close();
});

test("of two people who write at once the second sees both texts", async () => {
  const [anne, bob] = [await open("reponses/concours-obligatoire"), await open("reponses/concours-obligatoire", { viewport: { width: 390, height: 844 } })];
  await anne.getByLabel("Réponse", { exact: true }).fill("Non, jamais.");
  await bob.getByLabel("Réponse", { exact: true }).fill("Non, sauf exception.");
  await save(anne);
  await anne.getByText("Votre texte est enregistré.").waitFor();
  await save(bob);
  await bob.getByText(/une autre personne a changé ce fichier/).waitFor();
  await bob.getByRole("cell", { name: "Non, jamais." }).waitFor();
  await bob.getByRole("cell", { name: "Non, sauf exception." }).waitFor();
  assert.deepEqual(await accessibilityFaults(bob), []);
  assert.equal(await overflow(bob), 0);
  await save(bob);
  await bob.getByText("Votre texte est enregistré.").waitFor();
  await candidateReads("faut-il un concours", "Non, sauf exception.");
  await Promise.all([anne.context().close(), bob.context().close()]);
});

test("an answer is begun, after those that are near", async () => {
  const page = await open("nouvelle-reponse");
  await page.getByLabel("La question").fill("Quel salaire net chaque mois ?");
  await page.getByLabel("Thème", { exact: true }).selectOption("remuneration");
  await page.getByRole("button", { name: "Créer le brouillon" }).click();
  await page.getByRole("heading", { name: "Des réponses proches existent" }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole("button", { name: "Créer quand même" }).click();
  await page.getByText("Le brouillon est créé.").waitFor();
  assert.equal(await page.getByLabel("Question", { exact: true }).inputValue(), "Quel salaire net chaque mois ?");
  await page.context().close();
});

test("the mistakes of a file are read on a telephone, by keyboard too", async () => {
  const file = join(program.responses, "faq/remuneration/velo.md");
  writeFileSync(file, `---\nstatut: publie\nresponsable: ${"la direction ".repeat(20)}\n`);
  const page = await open("fichiers", { viewport: { width: 390, height: 844 } });
  for (let tries = 0; !(await page.getByText("velo.md").count()); tries += 1) {
    assert.ok(tries < 20, "the mistake is not told");
    await page.waitForTimeout(500);
    await page.reload();
  }
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.equal(await overflow(page), 0);
  rmSync(file);
  await page.context().close();
});

test("no page of the answers has a fault for axe, nor overflows a window", async () => {
  for (const width of [1280, 390]) {
    const page = await open("reponses", { viewport: { width, height: 900 } });
    for (const path of ["reponses", "reponses/salaire", "reponses/dechets", "nouvelle-reponse", "fraicheur"]) {
      await page.goto(`${program.page}staff/${path}`);
      assert.deepEqual(await accessibilityFaults(page), [], `${path} at ${width}`);
      assert.equal(await overflow(page), 0, `${path} at ${width}`);
    }
    await page.context().close();
  }
});
