// The game in a real browser: played by keyboard alone, as a screen reader reads
// it, with and without script, on a wide screen and on a phone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFaults, firstAdmin, openBrowser, overflow, startDemo } from "./program.mjs";

let program, browser;
before(async () => {
  program = await startDemo();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** No fault for axe and no overflow, wide and narrow. */
async function look(page, name) {
  for (const [width, height] of [[1280, 900], [390, 844]]) {
    await page.setViewportSize({ width, height });
    assert.deepEqual(await accessibilityFaults(page), [], `${name} at ${width}`);
    assert.equal(await overflow(page), 0, `${name} at ${width}`);
  }
}

/** Tab until something of this name has the focus. */
async function tabTo(page, name) {
  for (let tries = 0; tries < 40; tries += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
    if (name.test(focused)) return focused;
  }
  assert.fail(`no way to ${name} by keyboard`);
}

/** What a screen reader reads: roles, names and levels, one line each. */
async function tree(page) {
  return page.locator("main").ariaSnapshot();
}

for (const javaScriptEnabled of [true, false]) {
  test(`a play by keyboard alone, ${javaScriptEnabled ? "with" : "without"} script`, async () => {
    const context = await browser.newContext({ javaScriptEnabled: true });
    const page = await context.newPage();
    if (!javaScriptEnabled) await page.route("**/*.js", (route) => route.abort());
    await page.goto(`${program.page}jeu`);
    await look(page, "jeu");
    assert.match(await tree(page), /heading "Quel métier du numérique public êtes-vous\s\?" \[level=1\]/);
    await tabTo(page, /^Commencer la partie$/);
    await page.keyboard.press("Enter");
    let scenes = 0;
    for (;;) {
      await page.waitForURL(/\/jeu\/partie\?p=/);
      // The heading has the focus, so that what is new is read first.
      await page.waitForFunction(() => document.activeElement?.id === "scene");
      if ((await page.getByRole("group").count()) === 0) break;
      const read = await tree(page);
      assert.equal((read.match(/\[level=1\]/g) ?? []).length, 1, read);
      assert.match(read, /group "Votre choix"/);
      if (scenes > 0) assert.match(read, /Juste avant/);
      if (scenes < 3) await look(page, `scene ${scenes}`);
      const before = page.url();
      // The first choice is the next stop after the heading.
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "choix");
      await page.keyboard.press(scenes % 2 ? "Space" : "Enter");
      await page.waitForURL((url) => url.href !== before);
      scenes += 1;
    }
    assert.ok(scenes >= 6 && scenes <= 8, `${scenes} scenes`);
    await look(page, "end");
    // YAML writes an apostrophe twice.
    const end = (await tree(page)).replaceAll("''", "'");
    assert.match(end, /heading "Aujourd'hui, vous avez joué comme\s: .+" \[level=1\]/);
    assert.match(end, /img "Carte à partager\s: .+ Sa description suit\."/);
    assert.match(end, /Carte à partager\. Quel métier du numérique public êtes-vous\s\? Aujourd'hui, j'ai joué comme/);
    for (const title of ["Les études qui y mènent", "Et en vrai"]) assert.match(end, new RegExp(`heading "${title}.*" \\[level=2\\]`));
    const drawn = await page.getByRole("img").evaluate(async (img) => { await img.decode(); return [img.naturalWidth, img.naturalHeight]; });
    assert.deepEqual(drawn, [1200, 630]);
    assert.deepEqual(await context.cookies(), [], "nothing is kept in the browser");
    // Gone back to and read again, the end is the same.
    const url = page.url();
    await page.reload();
    assert.equal(page.url(), url);
    await tabTo(page, /^Poser une question$/);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/\?jeu=/);
    await page.getByLabel("Votre question").fill("Combien de jours de télétravail par semaine ?");
    await page.getByRole("button", { name: "Envoyer" }).click();
    await page.locator(".bubble.bot, .notice").first().waitFor();
    await context.close();
  });
}

test("what is shared leads a stranger to the game", async () => {
  const page = await (await browser.newContext({ colorScheme: "dark" })).newPage();
  await page.goto(`${program.page}jeu/metiers/archives-numeriques`);
  await look(page, "trade");
  await page.getByRole("button", { name: "Commencer la partie" }).click();
  await page.waitForURL(/\/jeu\/partie/);
  await look(page, "scene in the dark");
});

test("the team reads how much was played", async () => {
  const page = await (await browser.newContext()).newPage();
  await firstAdmin(page, program.staff);
  await page.goto(`${program.page}staff/jeu`);
  const figures = await page.locator(".figure").allTextContents();
  // The fictional evening has 24, 17 and 3 before anybody plays here.
  assert.deepEqual(figures, ["27", "19", "5"]);
  await look(page, "staff/jeu");
});
