// Runs scenarios through the real client in the page, and brings back what a test wants to know of them.
import type { Page } from '@playwright/test';

export interface Event {
  readonly run: number;
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly [field: string]: unknown;
}

export interface Told {
  readonly events: readonly Event[];
  readonly last: { readonly phase: string; readonly reason?: string; readonly detail?: string };
  /** Real milliseconds from the call to the first events, to `run.ready`, and to the end. */
  readonly first: number;
  readonly ready: number;
  readonly total: number;
}

/** A client in the page, under `window.client`, with notes of all that it tells. */
export async function openClient(page: Page, options: { jspi?: 'auto' | 'off'; pong?: number } = {}): Promise<void> {
  await page.goto('sandbox.html');
  await page.evaluate(({ jspi, pong }) => {
    const limits = pong === undefined ? {} : { pong };
    window.client = window.harness.client({ limits, ...(jspi ? { jspi } : {}) });
  }, options);
}

/** Starts a run and waits for its end, or for `patience` real milliseconds. */
export function run(page: Page, number: number, scenario: object, patience = 50_000): Promise<Told> {
  return page.evaluate(
    async ([id, draft, limit]) => {
      const { client } = window;
      const began = performance.now();
      const told = { events: [] as Event[], last: { phase: 'none' }, first: 0, ready: 0, total: 0 };
      const since = (): number => performance.now() - began;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limit);
        const offEvents = client.onEvents((of, events) => {
          if (of !== id) return;
          told.first ||= since();
          if (events.some(({ kind }) => kind === 'run.ready')) told.ready ||= since();
          told.events.push(...events.map((event) => ({ run: of, ...event })));
          if (events.some(({ kind }) => kind === 'run.ended')) finish();
        });
        const offStatus = client.onStatus((status) => {
          told.last = status;
          if (status.phase === 'failed' && status.reason === 'scenario') finish();
        });
        const finish = (): void => {
          told.total = since();
          // The status of the end comes right after the last events.
          setTimeout(() => {
            clearTimeout(timer);
            offEvents();
            offStatus();
            resolve();
          }, 50);
        };
        client.start(id, draft, 'ahead');
      });
      return told;
    },
    [number, scenario, patience] as const,
  );
}

export interface Shop {
  readonly workers?: number;
  readonly customers?: number;
  readonly until?: number;
  readonly flags?: readonly string[];
}

/** One gunicorn with this app, and a crowd that comes all at once. */
export const shop = (app: string, { workers = 1, customers = 6, until = 20_000_000, flags = [] }: Shop = {}) => ({
  version: 1,
  name: 'shop',
  seed: 7,
  until,
  files: { '/srv/app/app.py': app },
  servers: [
    {
      id: 'g',
      argv: ['gunicorn', '-w', String(workers), '-b', '127.0.0.1:8000', ...flags, 'app:app'],
      cwd: '/srv/app',
      user: 'ubuntu',
    },
  ],
  traffic: [{ client: 'crowd', kind: 'burst', count: customers, to: 'http://127.0.0.1:8000', host: 'local' }],
});

/** An app whose every call does this first. */
export const app = (body: string, head = ''): string =>
  `${head}\ndef app(environ, start_response):\n${body
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('')}    start_response("200 OK", [("Content-Type", "text/plain")])\n    return [b"fine"]\n`;

export const output = ({ events }: Told): string =>
  events.flatMap(({ kind, text }) => (kind === 'process.output' ? [String(text)] : [])).join('');

export const statuses = ({ events }: Told): unknown[] =>
  events.flatMap(({ kind, status, error }) =>
    kind === 'request.finished' ? [status] : kind === 'request.failed' ? [error] : [],
  );

/** When each request was answered, seconds after the first. */
export const answers = ({ events }: Told): number[] => {
  const at = events.flatMap((event) => (event.kind === 'request.finished' ? [event.at] : []));
  return at.map((t) => Math.round((t - (at[0] ?? 0)) / 1e4) / 100);
};
