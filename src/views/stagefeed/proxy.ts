import { lastAtOrBefore } from '../../projections/at.ts';
import type { RequestHistory, RunModel } from '../../projections/model.ts';
import type { LocationSnapshot, ProxySnapshot } from '../stage/snapshot.ts';

/** Web servers that can stand at the door, the one most often there first. */
const DOORS = ['nginx', 'lighttpd', 'apache2'];

/** Which of them does in this run; null when customers come to the app server's own line. */
export const doorOf = (model: RunModel): string | null =>
  DOORS.find((door) => model.processes.some((p) => p.program === door && p.role !== '')) ?? null;

interface Known {
  readonly name: string;
  readonly pid: number;
  readonly listen: string;
  readonly locations: readonly LocationSnapshot[];
  readonly files: readonly number[];
  readonly log: readonly { readonly at: number; readonly text: string }[];
}

const known = new WeakMap<RunModel, Known | null>();

/** `location /x` is written `/x` on the board; servers that were looked at are not on it. */
const locationName = (what: string): string | null =>
  what.startsWith('location ') ? what.slice('location '.length) : /^server|^default/.test(what) ? null : what;

const ACTIONS: Readonly<Record<LocationSnapshot['leads'], string>> = {
  files: 'file',
  line: 'proxy_pass',
  other: 'nginx itself',
};

/** The board at the door: the locations that nginx has looked at in this run, with where each led. */
function locationsOf(model: RunModel): readonly LocationSnapshot[] {
  const requests = new Map<number, RequestHistory>(model.requests.map((r) => [r.req, r]));
  const board = new Map<string, LocationSnapshot>();
  for (const event of model.events) {
    if (event.kind !== 'proxy.matched' || event.location === '') continue;
    for (const candidate of event.candidates) {
      const match = locationName(candidate.what);
      if (match !== null && !board.has(match)) board.set(match, { match, action: '', leads: 'other' });
    }
    const request = requests.get(event.req);
    const leads =
      (request?.file ?? null) !== null
        ? 'files'
        : (request?.workerPid ?? null) !== null || request?.conns.length === 2
          ? 'line'
          : 'other';
    const match = locationName(event.location) ?? event.location;
    // One that was answered at once (a limit, a redirect) does not undo where the others went.
    if (leads === 'other' && (board.get(match)?.action ?? '') !== '') continue;
    board.set(match, { match, action: ACTIONS[leads], leads });
  }
  return [...board.values()].slice(0, 4);
}

/** Other servers do not say how they have found what to do: what is known of them is that they pass requests on. */
const ALL: readonly LocationSnapshot[] = [{ match: '/', action: '', leads: 'line' }];
const nginxListens = (port: string): string => `listen ${port};`;
const LISTENS: Readonly<Record<string, (port: string) => string>> = {
  apache2: (port) => `Listen ${port}`,
  lighttpd: (port) => `server.port = ${port}`,
};

const STATUS_LINE = /"([A-Z]+ \S+)[^"]*" (\d{3})/;

function know(model: RunModel): Known | null {
  const name = doorOf(model);
  const mine = model.processes.filter((p) => p.program === name);
  const master = mine.find((p) => p.role === 'master') ?? mine[0];
  if (name === null || master === undefined) return null;
  const pids = new Set(mine.map((p) => p.pid));
  const queue = model.queues.find((q) => pids.has(q.pid));
  return {
    name,
    pid: master.pid,
    listen: (LISTENS[name] ?? nginxListens)(queue?.address.replace(/^(0\.0\.0\.0|\[::\]):/, '') ?? '80'),
    locations: name === 'nginx' ? locationsOf(model) : ALL,
    files: model.requests.filter((r) => r.file !== null && r.finishedAt !== null).map((r) => r.finishedAt ?? 0),
    log: model.logs
      .filter((line) => line.source.endsWith('access.log'))
      .map((line) => {
        const match = STATUS_LINE.exec(line.text);
        return { at: line.at, text: match ? `${match[2] ?? ''} ${match[1] ?? ''}` : line.text };
      }),
  };
}

export function proxyAt(model: RunModel, t: number): ProxySnapshot | undefined {
  let here = known.get(model);
  if (here === undefined) known.set(model, (here = know(model)));
  if (here === null) return undefined;
  const last = lastAtOrBefore(here.log, t, (line) => line.at);
  return {
    name: here.name,
    pid: here.pid,
    listen: here.listen,
    tls: false,
    locations: here.locations,
    storeLabel: 'static files',
    storeUsed: Math.min(6, here.files.filter((at) => at <= t).length),
    lines: here.log.slice(Math.max(0, last - 1), last + 1).map((line) => line.text),
  };
}
