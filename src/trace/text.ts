/**
 * A trace as text, one line per event in fixed columns: time since the start, who, what, and the rest by name.
 *
 *      42.000ms  w2            worker.booted      pid=7
 *
 * It is what golden files hold and what the headless runner prints, so nothing in it may depend on anything but the
 * events.
 */
import type { TraceEvent } from './events.ts';
import { formatMs } from './time.ts';

const LONGEST = 70;
const META = new Set(['seq', 'at', 'cause', 'kind']);

/** Lines with their line ends. */
export function printTrace(events: readonly TraceEvent[]): string {
  const names = actorNames(events);
  return events.map((event) => `${printEvent(event, names)}\n`).join('');
}

function printEvent(event: TraceEvent, names: ReadonlyMap<number, string>): string {
  const actor =
    'pid' in event && event.pid !== undefined ? (names.get(event.pid) ?? (event.pid === 0 ? '' : `p${event.pid}`)) : '';
  const rest = Object.entries(event)
    .filter(([name]) => !META.has(name))
    .map(([name, value]) => `${name}=${show(value)}`);
  return `${formatMs(event.at).padStart(13)}  ${actor.padEnd(12)}  ${event.kind.padEnd(20)}  ${rest.join('  ')}`.trimEnd();
}

/** Short names of processes: what they are in their server (`w2`, `arbiter`), else their command. */
function actorNames(events: readonly TraceEvent[]): Map<number, string> {
  const names = new Map<number, string>();
  const taken = new Map<string, number>();
  const wanted = new Map<number, string>();
  for (const event of events) {
    if (event.kind === 'process.started') wanted.set(event.pid, command(event.argv));
    else if (event.kind === 'process.role') wanted.set(event.pid, role(event.program, event.role, event.index));
  }
  for (const [pid, name] of wanted) {
    const n = (taken.get(name) ?? 0) + 1;
    taken.set(name, n);
    names.set(pid, n === 1 ? name : `${name}.${n}`);
  }
  return names;
}

const command = (argv: readonly string[]): string => {
  const [first = '?', second = ''] = argv;
  return first === 'client' ? second : (first.split('/').pop() ?? first);
};

function role(program: string, name: string, index: number): string {
  if (program === 'nginx') return name === 'worker' ? `nginx-w${index}` : 'nginx';
  if (name === 'worker') return `w${index}`;
  return name === 'server' ? program : name;
}

function show(value: unknown): string {
  if (typeof value === 'string') {
    const cut = value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
    return /^[\w./:@*+-]+$/.test(cut) ? cut : JSON.stringify(cut);
  }
  const text = JSON.stringify(value);
  return text.length > LONGEST * 2 ? `${text.slice(0, LONGEST * 2)}…` : text;
}
