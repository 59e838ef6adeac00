// The program itself on a free port, with the few answers of tests/responses,
// and a browser in front of it.

import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const root = join(import.meta.dirname, "../..");
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Starts the program; gives its addresses and how to stop it. */
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

/** Gives the last question of a candidate's page to a person. The page has an
 *  age button from its first reply on: the one that hands over comes later. */
export async function handOver(page) {
  await page.getByRole("button", { name: "Transmettre à une personne" }).last().click();
  await page.getByText(/Avant de transmettre/).waitFor();
  await page.getByRole("button", { name: /15.ans ou plus/ }).last().click();
  await page.getByText(/est transmise/).waitFor();
}
