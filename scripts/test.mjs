// `npm test`: installs what is missing (a browser included), runs every check and every test, and ends with one plain
// line, `N passed, N failed`: the tests of Vitest and Playwright one by one, each other step as one. A step that breaks
// off without a count of its own is one failure.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser, ensureInstalled, readJson, root, run } from './tools.mjs';

/** @typedef {{ passed: number, failed: number }} Count */

const reports = 'test-results';
const unitReport = `${reports}/unit.json`;
const e2eReport = `${reports}/e2e.json`;

/** @type {{ name: string, passed: number, failed: number, seconds: number }[]} */
const table = [];

/**
 * @param {string} name
 * @param {() => boolean} work
 * @param {() => Count | undefined} [count] how many tests the step held; without it the step counts as one
 */
function step(name, work, count) {
  const start = Date.now();
  const ok = work();
  const counted = count?.() ?? { passed: count || !ok ? 0 : 1, failed: 0 };
  // An exit status that no failed test explains is a failure in itself (a crash, an error outside the tests, no tests).
  const failed = !ok && counted.failed === 0 ? 1 : counted.failed;
  table.push({ name, passed: counted.passed, failed, seconds: (Date.now() - start) / 1000 });
  return ok;
}

/** @returns {Count | undefined} */
function unitCount() {
  const report =
    /** @type {{ numPassedTests: number, testResults: { status: string, assertionResults: { status: string }[] }[] } | undefined} */ (
      readJson(unitReport)
    );
  if (!report) return undefined;
  // A file that fails before its first test has no failed test to show for it, and counts as one.
  const failed = report.testResults.map(({ status, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed').length;
    return status === 'failed' ? Math.max(1, tests) : tests;
  });
  return { passed: report.numPassedTests, failed: failed.reduce((sum, n) => sum + n, 0) };
}

/** @returns {Count | undefined} */
function e2eCount() {
  const report =
    /** @type {{ stats: { expected: number, flaky: number, unexpected: number }, errors: unknown[] } | undefined} */ (
      readJson(e2eReport)
    );
  if (!report) return undefined;
  const { expected, flaky, unexpected } = report.stats;
  return { passed: expected, failed: unexpected + flaky + report.errors.length };
}

/** @param {string} script @param {string[]} args */
const npm = (script, ...args) => run('npm', ['run', '--silent', script, ...(args.length > 0 ? ['--', ...args] : [])]);

rmSync(join(root, reports), { recursive: true, force: true });
mkdirSync(join(root, reports), { recursive: true });

if (step('install', ensureInstalled)) {
  for (const check of ['lint', 'format:check', 'typecheck', 'deadcode', 'architecture']) {
    step(check, () => npm(check));
  }
  step(
    'unit',
    () => npm('unit', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`),
    unitCount,
  );
  const built = step('build', () => npm('build'));
  const browser = step('browser', ensureBrowser);
  if (built && browser) step('e2e', () => npm('e2e'), e2eCount);
  else step('e2e', () => false);
}

console.log(`\n${'step'.padEnd(14)}passed  failed  seconds`);
for (const { name, passed, failed, seconds } of table) {
  console.log(
    name.padEnd(14) + String(passed).padStart(6) + String(failed).padStart(8) + seconds.toFixed(1).padStart(9),
  );
}
const passed = table.reduce((sum, row) => sum + row.passed, 0);
const failed = table.reduce((sum, row) => sum + row.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
