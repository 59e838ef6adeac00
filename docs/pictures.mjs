// Makes the two pictures of the README again, from the demonstration in a real
// browser: `cargo build --locked && node docs/pictures.mjs`, once `tests/run` has
// installed the browser.

import { join } from "node:path";
import { firstAdmin, openBrowser, startDemo } from "../tests/browser/program.mjs";

const demo = await startDemo();
const browser = await openBrowser();
const context = await browser.newContext({ colorScheme: "light" });
const opened = async (width, height) => {
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  return page;
};
const picture = (page, name) => page.screenshot({ path: join(import.meta.dirname, name) });

const chat = await opened(880, 960);
await chat.goto(demo.page);
for (const question of ["bonjour", "jpeu faire du tt combien de jours ?", "Y a-t-il une indemnité ?"]) {
  await chat.getByRole("textbox").fill(question);
  await chat.getByRole("button", { name: "Envoyer" }).click();
  await chat.getByText(question, { exact: true }).waitFor();
  if (question === "bonjour") await chat.getByRole("button", { name: "J'ai 15 ans ou plus" }).first().click();
  await chat.getByText("Réponse automatique").last().waitFor();
}
await chat.getByText("jpeu faire du tt").evaluate((said) => scrollTo({ top: said.getBoundingClientRect().top + scrollY - 60, behavior: "instant" }));
await picture(chat, "chat.png");

const staff = await opened(1180, 960);
await firstAdmin(staff, demo.staff);
await staff.getByRole("link", { name: "Rapports", exact: true }).first().click();
await staff.getByRole("link", { name: /^Session fictive/ }).click();
await staff.getByText("Questions répondues").first().waitFor();
await picture(staff, "report.png");

await browser.close();
await demo.stop();
