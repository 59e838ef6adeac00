// A report in a real browser: the page that is printed, the PDF, and the answers
// that HR reads again.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { accessibilityFaults, firstAdmin, openBrowser, overflow, startDemo, startProgram } from "./program.mjs";

const root = join(import.meta.dirname, "../..");
let browser;
before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
});

test("the page that is printed has no fault for axe and fits a phone and A4", async () => {
  for (const name of ["empty", "small", "full"]) {
    // 718 pixels: what the margins leave of A4 at 96 dots an inch.
    for (const width of [390, 718, 1280]) {
      const page = await browser.newPage({ viewport: { width, height: 844 } });
      await page.goto(pathToFileURL(join(root, `src/report/tests/golden/${name}.html`)).href);
      assert.deepEqual(await accessibilityFaults(page), [], name);
      assert.equal(await overflow(page), 0, `${name}, ${width} pixels`);
      await page.close();
    }
  }
});

test("a report is printed as a PDF that a screen reader reads, and a browser that is none is told", () => {
  const folder = mkdtempSync(join(tmpdir(), "tchat-report-"));
  const tchat = (...words) => {
    const options = { cwd: folder, encoding: "utf8", env: { PATH: process.env.PATH } };
    return spawnSync(join(root, "target/debug/tchat"), [...words, "--database", "sqlite:evening.db"], options);
  };
  const responses = join(root, "responses");
  const played = tchat("demo", "--seed", "3", "--people", "12", "--truth", "truth.json", "--responses", responses);
  const id = played.stdout.trim();
  const printed = tchat("report", id, "--format", "pdf", "--output", "rapport.pdf", "--responses", responses);
  assert.equal(printed.status, 0, printed.stderr);
  const pdf = readFileSync(join(folder, "rapport.pdf"), "latin1");
  for (const word of ["/MarkInfo", "/StructTreeRoot", "/Lang (fr)", "/Outlines"]) assert.ok(pdf.includes(word), word);
  assert.match(pdf, /\/MediaBox \[0 0 59[45][.\d]* 84[12]/, "A4");
  for (const [program, words] of [["/bin/true", "n'a pas écrit de PDF"], ["/nulle/part", "ne démarre pas"]]) {
    const refused = tchat("report", id, "--format", "pdf", "--output", "autre.pdf", "--browser", program, "--responses", responses);
    assert.notEqual(refused.status, 0);
    assert.ok(refused.stderr.includes(words), refused.stderr);
  }
  rmSync(folder, { recursive: true });
});

test("HR reads answers again, on a phone, and the report has the share", async (t) => {
  const demo = await startDemo();
  t.after(() => demo.stop());
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await firstAdmin(page, demo.staff);
  await page.goto(`${demo.page}staff/rapports`);
  await page.locator("main table a, main ul a").first().click();
  await page.getByRole("link", { name: "Relire des réponses" }).click();
  await page.getByText("Aucune réponse relue").waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.equal(await overflow(page), 0);
  await page.getByText(/^Réponse donnée/).first().click();
  await page.getByRole("link", { name: /^Modifier cette réponse/ }).first().waitFor();
  for (const said of ["Juste", "Fausse", "Juste"]) {
    await page.getByRole("button", { name: new RegExp(`^${said}`) }).first().click();
    await page.getByText("Votre avis est enregistré.").waitFor();
  }
  await page.getByText("2 justes sur 3 relues").waitFor();
  await page.getByRole("heading", { name: "Déjà relues" }).click();
  await page.getByRole("button", { name: /^Changer d'avis/ }).first().click();
  await page.getByText("sur 3 relues").waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole("main").getByRole("link").first().click();
  await page.getByText("Tous les chiffres, avec leurs formules").click();
  await page.locator("dt", { hasText: "Exactitude sur échantillon" }).waitFor();
  await page.getByText("base : 3 (réponses relues)", { exact: true }).first().waitFor();
  assert.equal(await overflow(page), 0);
});

test("the report of a session under way takes new figures without being loaded again", async (t) => {
  const program = await startProgram();
  t.after(() => program.stop());
  const tchat = (...words) => {
    const ran = spawnSync(join(root, "target/debug/tchat"), words, { cwd: dirname(program.responses), encoding: "utf8", env: { PATH: process.env.PATH } });
    assert.equal(ran.status, 0, ran.stderr);
    return ran.stdout.trim();
  };
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const id = tchat("session", "plan", "--title", "Un soir", "--opens", `${tomorrow} 18:00`);
  tchat("session", "open", id);
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await firstAdmin(page, program.staff);
  await page.goto(`${program.page}staff/rapports/${id}`);
  await page.getByText("La session est en cours").waitFor();
  const questions = page.locator("#premiers .card", { hasText: "Questions" }).first().locator(".figure");
  assert.equal(await questions.textContent(), "0");
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.equal(await overflow(page), 0);

  const ask = await fetch(`${program.page}api/chat`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text: "combien de jours de télétravail par semaine ?" }),
  });
  assert.equal(ask.status, 200);
  await page.evaluate(() => { globalThis.isStillThisPage = true; });
  await page.getByText("Tous les chiffres, avec leurs formules").click();
  await page.getByRole("link", { name: "Actualiser" }).click();
  await page.locator("#premiers .figure", { hasText: /^1$/ }).first().waitFor();
  assert.equal(await page.evaluate(() => globalThis.isStillThisPage), true);
  assert.equal(await page.locator("details.all").getAttribute("open"), "", "what was open stays open");

  tchat("session", "close", id);
  await page.getByRole("link", { name: "Actualiser" }).click();
  await page.getByText("La session est en cours").waitFor({ state: "hidden" });
  await page.goto(`${program.page}staff/rapports`);
  assert.equal(await overflow(page), 0);
  assert.deepEqual(await accessibilityFaults(page), []);
});
