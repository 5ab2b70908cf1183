import type { Eff } from '../../engine/task.ts';
import type { BusRequest } from './bus.ts';
import { formatEntry, type Entry, type JournalFormat } from './journal.ts';
import type { Manager } from './manager.ts';
import { mangle } from './names.ts';
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
}

/** Send the entries that match, and with `follow` those to come until the client goes. */
export function* journal(manager: Manager, { units, options }: BusRequest, send: Send): Eff<number> {
  const query = JSON.parse(options.properties[0] ?? '{}') as JournalQuery;
  const names = units.map(mangle);
  const pattern = query.grep === null ? null : new RegExp(query.grep, /[A-Z]/.test(query.grep) ? '' : 'i');
  const wanted = (entry: Entry): boolean =>
    (names.length === 0 || names.includes(entry.unit)) &&
    entry.at >= query.since &&
    entry.at <= query.until &&
    (pattern === null || pattern.test(entry.text));
  const host = manager.sys.process.host.name;
  const log = manager.journal;
  const found = log.entries.filter(wanted);
  const chosen = query.lines >= 0 ? found.slice(Math.max(0, found.length - query.lines)) : found;
  if (query.reverse) chosen.reverse();
  if (chosen.length === 0 && !query.follow) {
    yield* send({ fd: 1, text: '-- No entries --\n' });
    return 0;
  }
  for (const entry of chosen) yield* send({ fd: 1, text: formatEntry(entry, host, query.format) });
  if (!query.follow) return 0;
  for (let seen = log.dropped + log.entries.length; ;) {
    const news = log.entries.slice(Math.max(0, seen - log.dropped));
    seen = log.dropped + log.entries.length;
    for (const entry of news.filter(wanted)) yield* send({ fd: 1, text: formatEntry(entry, host, query.format) });
    if (seen === log.dropped + log.entries.length) yield log.grown;
  }
}
