import type { Eff } from '../../engine/task.ts';
import type { BusRequest } from './bus.ts';
import { explanation } from './catalog.ts';
import { longTime } from './clock.ts';
import { formatEntry, type Entry, type JournalFormat } from './journal.ts';
import { idOf } from './ids.ts';
import { matches } from './list-files.ts';
import type { Manager } from './manager.ts';
import type { Send } from './verbs.ts';

/** What journalctl asks for, handed over in `properties` as NAME=value. */
export interface JournalQuery {
  readonly since: number;
  readonly until: number;
  /** The last so many; -1: all. */
  readonly lines: number;
  readonly follow: boolean;
  readonly reverse: boolean;
  readonly format: JournalFormat;
  readonly grep: string | null;
  /** Entries as important as this, or more. */
  readonly priority: number;
  /** Which start of the machine: null all, 0 this one, -1 the one before, 1 the first. */
  readonly boot: number | null;
  readonly identifier: string | null;
  readonly colour: boolean;
  /** Explanations below the entries that have one. */
  readonly catalog: boolean;
  /** Only what the kernel said. */
  readonly kernel: boolean;
  /** FIELD=value, all of which must hold. */
  readonly fields: readonly (readonly [field: string, value: string])[];
}

const bootId = (boot: number): string => idOf(`boot ${boot}`);

/** systemd.journal-fields(7), those that people search by. */
function fieldOf(entry: Entry, field: string): string | null {
  // What the manager says of a unit comes from pid 1's own unit.
  if (field === '_SYSTEMD_UNIT') return entry.pid === 1 ? 'init.scope' : entry.unit;
  if (field === 'UNIT') return entry.pid === 1 ? entry.unit : null;
  if (field === '_PID') return String(entry.pid);
  if (field === 'SYSLOG_IDENTIFIER' || field === '_COMM') return entry.tag;
  if (field === 'PRIORITY') return String(entry.priority);
  return null;
}

/** Send the entries that match, and with `follow` those to come until the client goes. */
export function* journal(manager: Manager, { units, options }: BusRequest, send: Send): Eff<number> {
  const query = JSON.parse(options.properties[0] ?? '{}') as JournalQuery;
  const current = manager.sys.process.host.boots.length - 1;
  const boot = query.boot === null ? null : query.boot > 0 ? query.boot - 1 : current + query.boot;
  if (boot !== null && (boot < 0 || boot > current)) {
    yield* send({
      fd: 2,
      text: `Data from the specified boot (${query.boot}) is not available: No such boot ID in journal\n`,
    });
    return 1;
  }
  const shown = (entry: Entry): string => {
    const more = query.catalog && query.format !== 'cat' ? explanation(entry, log.entries) : '';
    const text = formatEntry(entry, host, query.format);
    if (!query.colour || entry.priority > 5) return text + more;
    const code = entry.priority <= 3 ? '0;1;31' : entry.priority === 4 ? '0;1;38;5;185' : '0;1';
    const at = text.length - entry.text.length - 1;
    return `${text.slice(0, at)}\u001b[${code}m${entry.text}\u001b[0m\n${more}`;
  };
  const pattern = query.grep === null ? null : new RegExp(query.grep, /[A-Z]/.test(query.grep) ? '' : 'i');
  const wanted = (entry: Entry): boolean =>
    (units.length === 0 || units.some((unit) => matches(unit, entry.unit))) &&
    entry.at >= query.since &&
    entry.at <= query.until &&
    entry.priority <= query.priority &&
    (boot === null || entry.boot === boot) &&
    (query.identifier === null || entry.tag === query.identifier) &&
    // Nothing here speaks with the kernel's voice.
    !query.kernel &&
    query.fields.every(([field, value]) => fieldOf(entry, field) === value) &&
    (pattern === null || pattern.test(entry.text));
  const host = manager.sys.process.host.name;
  const log = manager.journal;
  const found = log.entries.filter(wanted);
  const chosen = query.lines >= 0 ? found.slice(Math.max(0, found.length - query.lines)) : found;
  if (query.reverse) chosen.reverse();
  if (chosen.length === 0 && !query.follow) {
    if (query.format !== 'cat') yield* send({ fd: 1, text: '-- No entries --\n' });
    return 0;
  }
  let before = chosen[0]?.boot ?? 0;
  for (const entry of chosen) {
    if (entry.boot !== before) yield* send({ fd: 1, text: `-- Boot ${bootId(entry.boot)} --\n` });
    before = entry.boot;
    yield* send({ fd: 1, text: shown(entry) });
  }
  if (!query.follow) return 0;
  for (let seen = log.count; ;) {
    const news = log.entries.slice(Math.max(0, seen - log.dropped));
    seen = log.count;
    for (const entry of news.filter(wanted)) yield* send({ fd: 1, text: shown(entry) });
    if (seen === log.count) yield log.grown;
  }
}

/** `journalctl --list-boots`: every start of the machine that the journal knows. */
export function* listBoots(manager: Manager, send: Send): Eff<number> {
  const { entries } = manager.journal;
  const current = manager.sys.process.host.boots.length - 1;
  yield* send({ fd: 1, text: `IDX BOOT ID                          FIRST ENTRY                 LAST ENTRY\n` });
  for (let boot = 0; boot <= current; boot++) {
    const own = entries.filter((entry) => entry.boot === boot);
    const [first, last] = [own[0], own.at(-1)];
    if (!first || !last) continue;
    yield* send({
      fd: 1,
      text: `${String(boot - current).padStart(3)} ${bootId(boot)} ${longTime(first.at)} ${longTime(last.at)}\n`,
    });
  }
  return 0;
}
