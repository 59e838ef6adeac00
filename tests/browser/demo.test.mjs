// The demonstration in a real browser: its banner on every page, and the tap
// under something wrongly believed, with and without script.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFaults, openBrowser, overflow, startDemo } from "./program.mjs";

let demo, browser;
before(async () => {
  demo = await startDemo();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

for (const [javaScriptEnabled, width] of [[true, 1280], [true, 390], [false, 390]]) {
  test(`one says whether a mind changed, and may change it again, script ${javaScriptEnabled}, ${width} pixels`, async () => {
    const page = await (await browser.newContext({ viewport: { width, height: 844 }, javaScriptEnabled, bypassCSP: true })).newPage();
    await page.goto(demo.page);
    await page.getByRole("textbox").fill("« Dans le public, on est payé au lance-pierre » : vrai ou faux ?");
    await page.getByRole("button", { name: "Envoyer" }).click();
    for (const name of ["Oui", "Non"]) {
      await page.getByRole("button", { name, exact: true }).click();
      await page.getByRole("button", { name, exact: true, pressed: true }).waitFor();
      assert.equal(await page.getByRole("button", { pressed: true }).count(), 1);
    }
    await page.getByText("Merci, c'est noté.").first().waitFor();
    if (javaScriptEnabled) assert.deepEqual(await accessibilityFaults(page), []);
    assert.equal(await overflow(page), 0);
  });
}

test("every page says that the employer is fictional", async () => {
  const page = await browser.newPage({ bypassCSP: true });
  for (const path of ["", "a-propos", "mes-donnees", "mes-reponses", "staff", "nulle-part"]) {
    await page.goto(demo.page + path);
    await page.getByRole("complementary", { name: "Avertissement" }).getByText("Démonstration").waitFor();
    assert.deepEqual(await accessibilityFaults(page), [], path);
  }
});
