// The same scenario gives the same trace, byte for byte, in Chromium, in Node and, where one can be driven, in Firefox.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firefox, type Page } from '@playwright/test';
import { app, openClient, run, shop } from './harness/play.ts';
import { expect, test } from './harness/site.ts';

const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => existsSync(path));

/** Two workers, a counter in each, output, an exception now and then: much that could go differently. */
const SCENARIO = shop(
  app(
    'global count\ncount += 1\nprint("order", count)\ntime.sleep(0.5 + 0.25 * (count % 3))\nif count == 3: raise ValueError("burnt")',
    'import time\ncount = 0',
  ),
  { workers: 2, customers: 8 },
);

async function traceIn(page: Page): Promise<string> {
  await openClient(page);
  const told = await run(page, 1, SCENARIO);
  return told.events.map(({ run: _run, ...event }) => JSON.stringify(event)).join('\n');
}

/** The headless runner's trace of the same scenario. */
function traceInNode(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'trace-')), 'scenario.json');
  writeFileSync(file, JSON.stringify(SCENARIO));
  return execFileSync('npm', ['run', '-s', 'sim', '--', '--events', file], {
    encoding: 'utf8',
    maxBuffer: 64e6,
  }).trim();
}

test('Chromium and Node make the same trace', async ({ page }) => {
  const here = await traceIn(page);
  expect(here.split('\n').length).toBeGreaterThan(200);
  expect(here).toBe(traceInNode());
});

test('Firefox makes the same trace', async ({ page, site }) => {
  test.skip(FIREFOX === undefined, 'no Firefox on this machine');
  // Two browsers start Python, one after the other.
  test.setTimeout(120_000);
  const here = await traceIn(page);
  // Playwright drives a stock Firefox over WebDriver BiDi.
  const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: FIREFOX ?? '' });
  try {
    const context = await browser.newContext({ baseURL: `${site.origin}/some/where/` });
    expect(await traceIn(await context.newPage())).toBe(here);
  } finally {
    await browser.close();
  }
});
