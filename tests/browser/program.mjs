// The program itself on a free port, with the few answers of tests/responses,
// and a browser in front of it.

import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const root = join(import.meta.dirname, "../..");
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Starts the program; gives its addresses, its responses and how to stop it. */
export async function startProgram() {
  const folder = mkdtempSync(join(tmpdir(), "tchat-browser-"));
  const responses = join(folder, "responses");
  cpSync(join(root, "tests/responses"), responses, { recursive: true });
  cpSync(join(root, "responses/phrases"), join(responses, "phrases"), { recursive: true });
  const program = spawn(join(root, "target/debug/tchat"), ["run", "--listen", "127.0.0.1:0", "--responses", responses], {
    cwd: folder,
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const printed = await firstLines(program.stdout, 4);
  const [page, staff] = printed.match(/http:\/\/\S+/g);
  const stop = async () => {
    const ended = new Promise((resolve) => program.once("exit", resolve));
    program.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true });
  };
  return { page, staff, stop, responses };
}

/** Starts the demonstration on the answers that ship; gives the same. */
export async function startDemo() {
  const options = ["demo", "--listen", "127.0.0.1:0", "--responses", join(root, "responses")];
  const program = spawn(join(root, "target/debug/tchat"), options, { env: { PATH: process.env.PATH }, stdio: ["ignore", "pipe", "inherit"] });
  const [page, staff] = (await firstLines(program.stdout, 7)).match(/http:\/\/\S+/g);
  const stop = async () => {
    const ended = new Promise((resolve) => program.once("exit", resolve));
    program.kill("SIGTERM");
    await ended;
  };
  return { page, staff, stop };
}

function firstLines(stream, count) {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.on("data", (part) => {
      text += part;
      if (text.split("\n").length > count) resolve(text);
    });
    stream.once("end", () => reject(new Error(`the program did not start: ${text}`)));
  });
}

/** The system's Chromium, which never calls home. */
export function openBrowser() {
  const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", ...quiet] });
}

/** What axe finds wrong on a page, one line each. The page's own policy stays
 *  in force: axe is read as a script of the page's tools, not of the page. */
export async function accessibilityFaults(page) {
  await page.evaluate((await import("node:fs")).readFileSync(axe, "utf8"));
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" | ")}`);
}

/** By how many pixels a page is wider than its window. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What everybody in these tests has chosen. */
export const PASSWORD = "un vélo bleu dans la cour";

/** The first admin chooses a login and a password on the page of the printed link. */
export async function firstAdmin(page, link) {
  await page.goto(link);
  await page.getByLabel("Votre nom, que l'équipe lira").fill("Camille");
  await page.getByLabel(/^Votre identifiant/).fill("camille");
  await choosePassword(page);
  await page.getByRole("heading", { name: "Espace du recrutement", level: 1 }).waitFor();
}

/** A password is chosen, twice, on the page of a link. */
export async function choosePassword(page) {
  await page.getByLabel("Mot de passe", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Le même mot de passe, encore une fois").fill(PASSWORD);
  await page.getByRole("button", { name: /Créer mon accès|Enregistrer/ }).click();
}

/** Logs in on the page in front. */
export async function logIn(page, login, code = "") {
  await page.getByLabel("Identifiant").fill(login);
  await page.getByLabel("Mot de passe").fill(PASSWORD);
  await page.getByLabel(/^Code à six chiffres/).fill(code);
  await page.getByRole("button", { name: "Se connecter" }).click();
}

/** The code of six digits that a telephone shows now for a key in base 32. */
export function codeOf(key, now = Date.now()) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const hash = createHmac("sha1", secret).update(step).digest();
  const place = hash[19] & 15;
  return String((hash.readUInt32BE(place) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Gives the last question of a candidate's page to a person. The page has an
 *  age button from its first reply on: the one that hands over comes later. */
export async function handOver(page) {
  await page.getByRole("button", { name: "Transmettre à une personne" }).last().click();
  await page.getByText(/Avant de transmettre/).waitFor();
  await page.getByRole("button", { name: /15.ans ou plus/ }).last().click();
  await page.getByText(/est transmise/).waitFor();
}
