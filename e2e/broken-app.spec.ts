// Whatever app.py does, the page shows what the real server says of it, in place, and stays usable.
import type { Page } from '@playwright/test';
import {
  WORDS,
  codePane,
  dockTab,
  editor,
  expectLog,
  expectOutcomes,
  openFile,
  openLesson,
  outcomes,
  withLightEditor,
} from './diner.ts';
import { CODE_WORDS } from '../src/i18n/code.ts';
import { expect, test } from './fixtures.ts';

const { code, dock, undo } = WORDS.en;
const GOOD = `def app(environ, start_response):
    start_response("200 OK", [])
    return [b"fine"]
`;

interface Broken {
  readonly text: string;
  /** What the servers write. */
  readonly log: string;
  /** The note under the editor, where the error has a place in the file. */
  readonly note?: readonly [message: string, line: number];
  /** How the first of the six customers leaves. */
  readonly first: RegExp;
}

/** A callable with this in it. */
const app = (...lines: readonly string[]): string =>
  ['import sys', 'import time', '', 'def app(environ, start_response):', ...lines.map((line) => `    ${line}`)].join(
    '\n',
  );

const ERRORS: Readonly<Record<string, Broken>> = {
  'a syntax error': {
    text: 'def app(environ, start_response)\n    return []\n',
    log: "SyntaxError: expected ':'",
    note: ["SyntaxError: expected ':'", 1],
    first: /^502 /,
  },
  'a module that is not there': {
    text: 'import time\nimport hamburger\n',
    log: "ModuleNotFoundError: No module named 'hamburger'",
    note: ["ModuleNotFoundError: No module named 'hamburger'", 2],
    first: /^502 /,
  },
  'another name for the callable': {
    text: GOOD.replace('def app', 'def application'),
    log: "Failed to find attribute 'app' in 'app'.",
    first: /^502 /,
  },
  'a callable of one parameter': {
    text: 'def app(environ):\n    return []\n',
    log: 'TypeError: app() takes 1 positional argument but 2 were given',
    first: /^500 /,
  },
  'an exit during a request': {
    text: app('sys.exit("closed for today")'),
    log: 'SystemExit: closed for today',
    first: /^500 /,
  },
  'memory without end': {
    text: app('shelf = []', 'while True:', '    shelf.append(bytes(10_000_000))'),
    log: 'MemoryError',
    note: ['MemoryError', 7],
    first: /^500 /,
  },
};

async function edit(page: Page, file: string, text: string): Promise<void> {
  await openFile(page, file);
  await editor(page, file).fill(text);
}

async function expectGood(page: Page): Promise<void> {
  await edit(page, 'app.py', GOOD);
  await expectOutcomes(page, Array<string>(6).fill('200 40 ms'));
}

test.use({ expectedErrors: ['ERR_FAILED'] });
test.beforeEach(async ({ page }) => {
  await withLightEditor(page);
  await openLesson(page, 'the-queue');
});

test('errors of Python are shown with file and line, and repaired by the next edit', async ({ page }) => {
  test.setTimeout(120_000);
  for (const [name, { text, log, note, first }] of Object.entries(ERRORS))
    await test.step(name, async () => {
      await edit(page, 'app.py', text);
      await dockTab(page, dock.requests).click();
      await expect.poll(async () => (await outcomes(page))[0], { timeout: 30_000 }).toMatch(first);
      await expectLog(page, log);
      if (note) {
        const [message, line] = note;
        await expect(codePane(page).getByText(message)).toBeVisible();
        await expect(codePane(page)).toContainText(CODE_WORDS.en.goLine(line));
      }
      await dockTab(page, dock.requests).click();
      await expectGood(page);
    });
});

test('a worker that exits while it boots is replaced by the next, as the real one is', async ({ page }) => {
  await edit(page, 'app.py', 'import sys\nsys.exit(7)\n');
  await expectLog(page, 'exited with code 7.');
  await dockTab(page, dock.requests).click();
  await expectGood(page);
});

test('a megabyte of print is kept within bounds, and the customers are served', async ({ page }) => {
  await edit(
    page,
    'app.py',
    app(
      'print("x" * 1_000_000)',
      ...GOOD.trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.trim()),
    ),
  );
  await expect
    .poll(async () => (await outcomes(page)).map((row) => row.slice(0, 3)))
    .toEqual(Array<string>(6).fill('200'));
  await expectLog(page, 'xxxxxxxx');
  await dockTab(page, dock.requests).click();
  await expectGood(page);
});

for (const [name, lines, first, log] of [
  ['never returns', ['while True:', '    pass'], /^500 /, 'SystemExit: 1'],
  [
    'swallows every exception',
    ['while True:', '    try:', '        time.sleep(1000)', '    except BaseException:', '        pass'],
    /^502 /,
    'was sent SIGKILL! Perhaps out of memory?',
  ],
] as const)
  test(`an app that ${name} costs its worker the job after the timeout`, async ({ page }) => {
    await edit(page, 'gunicorn.conf.py', 'bind = "127.0.0.1:8000"\nworkers = 1\ntimeout = 2\n');
    await edit(page, 'app.py', app(...lines));
    await expect.poll(async () => (await outcomes(page))[0], { timeout: 45_000 }).toMatch(first);
    await expectLog(page, '[CRITICAL] WORKER TIMEOUT (pid:');
    await expectLog(page, log);
    await dockTab(page, dock.requests).click();
    await expectGood(page);
  });

test('what was typed is kept; undo and reset work per file and per lesson', async ({ page }) => {
  const button = (name: string) => codePane(page).getByRole('button', { name, exact: true });
  const back = codePane(page).getByRole('button', { name: new RegExp(`^${undo}`) });
  const text = (file: string) => editor(page, file);
  await openFile(page, 'app.py');
  const start = await text('app.py').inputValue();
  await edit(page, 'app.py', 'import hamburger\n');
  await edit(page, 'nginx.conf', 'events {}\n');
  await page.reload();
  await openFile(page, 'nginx.conf');
  await expect(text('nginx.conf')).toHaveValue('events {}\n');
  await openFile(page, 'app.py');
  await expect(text('app.py')).toHaveValue('import hamburger\n');
  await button(code.reset).click();
  await expect(text('app.py')).toHaveValue(start);
  await back.click();
  await expect(text('app.py')).toHaveValue('import hamburger\n');
  await button(code.resetAll).click();
  await expect(text('app.py')).toHaveValue(start);
  await expect(button(code.resetAll)).toHaveCount(0);
  await back.click();
  await expect(text('app.py')).toHaveValue('import hamburger\n');
  await openFile(page, 'nginx.conf');
  await expect(text('nginx.conf')).toHaveValue('events {}\n');
});
