// Chromium, and a page in it that remembers what it should not have done.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {chromium} from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  // As root, as in a container, Chromium has no sandbox of its own; what it opens is our own file.
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});

/// Opens a page in a fresh context; `trouble` gathers console errors, exceptions and requests.
export async function open(url, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const trouble = [];
  page.on('console', message => { if (message.type() === 'error') trouble.push('console: ' + message.text()); });
  page.on('pageerror', error => trouble.push('exception: ' + error.message));
  page.on('dialog', dialog => { trouble.push('dialog: ' + dialog.message()); dialog.dismiss(); });
  page.on('request', request => {
    if (request.url() !== url.replace(/#.*/, '') && !request.url().startsWith('data:'))
      trouble.push('request: ' + request.url());
  });
  await page.goto(url, {waitUntil: 'load'});
  return {page, trouble, close: () => context.close()};
}

/// What axe-core minds seriously, one line each. It is evaluated from outside, which no policy of the page forbids.
export async function grave(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, {resultTypes: ['violations']}));
  return found.violations.filter(each => ['serious', 'critical'].includes(each.impact))
    .map(each => `${each.id}: ${each.help}: ${each.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`);
}

/// How far the page can be scrolled sideways, in pixels.
export const sideways = page =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
