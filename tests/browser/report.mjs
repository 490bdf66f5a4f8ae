// Opens a report from the disk in Chromium and uses it as a reader would.
//
// Usage: node report.mjs <chromium> <report.html> <many.html> <guide.html> <shop.html> [<folder for pictures>]
// `report.html` has a failure and hostile text in it, `many.html` thousands of requests, `guide.html` a page, `shop.html`
// what authors and scripts say. Prints one line of JSON with what was found; whoever runs this decides what it must be.

import { pathToFileURL } from "node:url";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

/** @import { Page } from "playwright-core" */

const [executablePath, report, many, guide, shop, pictures] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "postrider-browser-"));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
  viewport: { width: 1200, height: 900 },
  permissions: ["clipboard-read", "clipboard-write"],
});

/** @type {string[]} */
const problems = [];
/** @type {string[]} */
const requests = [];

/**
 * @param {string} file
 * @param {"light" | "dark"} colorScheme
 * @returns {Promise<[page: Page, millis: number]>}
 */
async function open(file, colorScheme = "light") {
  const page = await browser.newPage();
  await page.emulateMedia({ colorScheme });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith("file:") && !url.startsWith("data:")) requests.push(url);
  });
  const begun = Date.now();
  await page.goto(pathToFileURL(file).href);
  await until(page, (text) => text !== "");
  return [page, Date.now() - begun];
}

// The page's own policy forbids what Playwright would wait with.
/** @param {Page} page @param {(text: string) => boolean} holds */
async function until(page, holds) {
  for (const begun = Date.now(); Date.now() - begun < 20000; ) {
    if (holds(await found(page))) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`the list stayed at: ${await found(page)}`);
}

/** @param {Page} page @returns {Promise<any>} */
const found = (page) => page.textContent("#found");
/** @param {Page} page */
const rows = (page) => page.locator(".row").count();
/** @param {Page} page @param {string} name @param {{fullPage?: boolean}} options */
const picture = (page, name, options = {}) =>
  pictures ? page.screenshot({ path: join(pictures, name), fullPage: true, ...options }) : null;

/** @type {Record<string, any>} */
const result = { problems, requests };
try {
  const [page] = await open(report);
  result.title = await page.title();
  result.headings = await page.locator("h2").allTextContents();
  result.all = await found(page);
  await picture(page, "light.png");

  await page.fill("#search", "no such request");
  await until(page, (text) => text.startsWith("0 of"));
  result.nothing = await rows(page);
  await page.fill("#search", "PICTURE");
  await until(page, (text) => !text.startsWith("0 of"));
  result.searched = await found(page);
  await page.fill("#search", "");
  await until(page, (text) => !text.includes("of"));
  await page.selectOption("#state", "failed");
  result.filtered = await found(page);
  await page.selectOption("#state", "");

  // By keyboard alone: the first failure is reached and opened.
  await page.locator("button.failure").first().focus();
  await page.keyboard.press("Enter");
  result.opened = await page.locator(".row[open] > summary .name").first().textContent();
  result.focused = await page.evaluate(() => document.activeElement.tagName);
  // biome-ignore lint/performance/useDomNodeTextContent: the text that is seen.
  result.details = await page.locator(".row[open] .inside").first().innerText();
  const closed = page.locator(".row:not([open]) > summary");
  while (await closed.count()) await closed.first().click();
  result.pictures = await page
    .locator(".inside img")
    .evaluateAll((images) => images.map((image) => image.naturalWidth));
  result.injected = await page.evaluate(
    () => document.querySelectorAll(".inside script, .inside b, .list img[onerror]").length,
  );
  await picture(page, "opened.png");

  result.light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.click("#theme");
  result.dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await picture(page, "dark.png", { fullPage: false });
  await page.emulateMedia({ media: "print" });
  result.printed = await page.locator(".filters").isVisible();
  await page.close();

  const [long, loaded] = await open(many, "dark");
  result.many = { all: await found(long), loaded, rows: await rows(long) };
  const begun = Date.now();
  await long.fill("#search", "number 9999");
  await until(long, (text) => text.includes(" of "));
  result.many.searched = await found(long);
  result.many.searching = Date.now() - begun;
  await picture(long, "many.png", { fullPage: false });
  await long.close();

  const [page2] = await open(guide);
  await page2.locator(".proof summary").first().click();
  result.guide = {
    verdicts: await page2.locator(".proof > details > summary > .state").allTextContents(),
    // biome-ignore lint/performance/useDomNodeTextContent: the text that is seen.
    opened: await page2.locator(".proof .inside").first().innerText(),
    // biome-ignore lint/performance/useDomNodeTextContent: the text that is seen.
    words: await page2.locator("article.page").innerText(),
  };
  await picture(page2, "guide.png");

  // A link to a request opens it, here on a phone.
  const page3 = await browser.newPage();
  await page3.setViewportSize({ width: 380, height: 760 });
  page3.on("pageerror", (error) => problems.push(String(error)));
  await page3.goto(`${pathToFileURL(shop).href}#r3`);
  await until(page3, (text) => text !== "");
  const box = page3.locator("#r3 .inside");
  await box.locator(".sent summary").click();
  await box.getByText("Copy as cURL").click();
  await box.getByText("Copied").waitFor();
  result.shop = {
    open: await page3
      .locator(".row[open] > summary .name")
      .evaluate((name) => name.firstChild?.textContent),
    curl: await page3.evaluate(() => navigator.clipboard.readText().catch(String)),
    seen: await box.frameLocator("iframe").locator("h1").textContent(),
    sides: (await box.locator(".compared > div:first-child mark").allTextContents()).map((line) =>
      line.trimEnd(),
    ),
    sent: await box.locator(".sent").textContent(),
    cells: await box.locator(".prose td").count(),
    wider: await page3.evaluate(() => document.documentElement.scrollWidth - innerWidth),
  };
  await picture(page3, "phone.png");
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(JSON.stringify(result));
