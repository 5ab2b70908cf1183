/**
 * Raw requests and the raw answers that nginx 1.22.1 gave to them, one connection each, with what it logged:
 * fixtures/answers.json, recorded from the real program with raw-echo's Python original behind it.
 */
import { describe, expect, it } from 'vitest';
import { fromLatin1, latin1 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import { ROOT } from '../../machine/filesystem.ts';
import type { Sys } from '../../machine/sys.ts';
import { buildWorld } from '../../scenario/build.ts';
import { parseScenario } from '../../scenario/schema.ts';
import recorded from './fixtures/answers.json';
import { nginx } from './index.ts';
import { rawEcho } from './testing/raw-echo.ts';

type Files = Readonly<Record<string, string | { readonly content: string; readonly mode: string } | undefined>>;
const MTIME = 1704067200;
/** How long the recorder waited for more before it took the connection for kept open, µs. */
const PATIENCE = 350_000;

interface Result {
  readonly answers: string[];
  readonly logs: Record<string, string[]>;
}

function* ask(sys: Sys, request: string): Eff<string> {
  let answer = '';
  const fd = yield* sys.net.connect({ family: 'tcp', ip: '127.0.0.1', port: 80 });
  try {
    yield* sys.net.send(fd, latin1(request));
    for (;;) {
      const bytes = yield* sys.net.recv(fd, 65_536, PATIENCE);
      if (bytes === null) return `${answer}<OPEN>`;
      if (bytes.length === 0) return `${answer}<EOF>`;
      answer += fromLatin1(bytes);
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return `${answer}<RST>`;
  } finally {
    sys.fs.close(fd);
  }
}

function run(conf: string, extra: Files, requests: readonly string[]): Result {
  const files: Record<string, object> = { '/etc/nginx/sites-enabled/p': { content: { latin1: conf } } };
  for (const [path, file] of Object.entries({ ...(recorded.files as Files), ...extra })) {
    if (file !== undefined) files[path] = { ...(typeof file === 'string' ? { content: file } : file), mtime: MTIME };
  }
  const parsed = parseScenario({ version: 1, seed: 1, files, servers: [] });
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const { sim, world, box } = buildWorld(parsed.scenario);
  const env = new Map([['PATH', '/usr/sbin:/usr/bin']]);
  const start = (program: typeof nginx, argv: readonly string[]) =>
    world.lifecycle.start(box, program, { argv, credentials: ROOT, env, cwd: '/' });
  start(rawEcho, ['rawecho']);
  const master = start(nginx, ['nginx', '-g', 'daemon off;']);
  const answers: string[] = [];
  start(
    function* (sys) {
      yield* sys.sleep(1_000_000);
      for (const request of requests) answers.push(yield* ask(sys, request));
      sys.kill(master.pid, 'TERM');
      return 0;
    },
    ['client'],
  );
  sim.run(600_000_000);
  const logs = Object.fromEntries(
    box.files.readdir('/var/log/nginx', ROOT).map((name) => [
      name,
      fromLatin1(box.files.readFile(`/var/log/nginx/${name}`, ROOT))
        .split('\n')
        .filter((l) => l !== ''),
    ]),
  );
  return { answers, logs };
}

/** What differs between any two runs: dates, process and connection numbers, boundaries. */
function normal(text: string): string {
  return text
    .replace(/Date: [^\r]*/g, 'Date: now')
    .replace(/Expires: (?!Thu, (?:01 Jan 1970|31 Dec 2037))[^\r]*/g, 'Expires: relative')
    .replace(/(boundary=|--)0+\d+/g, '$1N')
    .replace(/\d\d\/\w{3}\/\d{4}:[\d:]{8} \+0000/g, '<ts>')
    .replace(/^\d{4}\/\d\d\/\d\d [\d:]{8}/g, '<ts>')
    .replace(/\d+#\d+: \*\d+ /g, 'N#N: *N ')
    .replace(/^( )\d+ \d+ \d+ $/gm, '$1N N N ');
}

describe('raw answers of nginx 1.22.1', () => {
  it.each(recorded.cases.map((c) => [c.name, c] as const))('%s', (_name, c) => {
    const got = run(
      c.conf,
      c.files,
      c.exchanges.map(([request = '']) => request),
    );
    const pairs = c.exchanges.map(([request = '', answer = ''], i) => ({
      request,
      wanted: normal(answer),
      got: normal(got.answers[i] ?? ''),
    }));
    for (const { request, wanted, got: mine } of pairs)
      expect({ request, answer: mine }).toEqual({ request, answer: wanted });
    for (const [name, lines] of Object.entries(c.logs as Record<string, string[]>)) {
      expect({ name, lines: (got.logs[name] ?? []).map(normal).sort() }).toEqual({
        name,
        lines: lines.map(normal).sort(),
      });
    }
  });
});
