/** The journal (systemd-journald.service(8)): what services print and what the manager says of them, in memory. */
import { fromUtf8, type Bytes } from '../../base/bytes.ts';
import type { Cond } from '../../engine/cond.ts';
import type { Sink } from '../../machine/fd.ts';
import type { Sys } from '../../machine/sys.ts';
import { isoTime, journalTime } from './clock.ts';

export interface Entry {
  /** µs since the epoch. */
  readonly at: number;
  readonly unit: string;
  readonly tag: string;
  readonly pid: number;
  readonly text: string;
}

/** Entries that are kept; older ones go, as with SystemMaxUse=. */
const KEPT = 5000;

export class Journal {
  readonly entries: Entry[] = [];
  /** How many have been dropped from the front. */
  dropped = 0;
  readonly grown: Cond;

  constructor(private readonly sys: Sys) {
    this.grown = sys.cond();
  }

  add(unit: string, tag: string, pid: number, text: string): void {
    this.entries.push({ at: this.sys.clock, unit, tag, pid, text });
    if (this.entries.length > KEPT) {
      this.entries.shift();
      this.dropped++;
    }
    this.grown.notifyAll();
  }

  /** Where a service's standard output goes: line by line into the journal, and on to whoever watches the run. */
  sink(unit: string, tag: string | null, onward: Sink): Sink {
    const partial = new Map<string, string>();
    return {
      name: 'journal',
      write: (pid: number, fd: 1 | 2, bytes: Bytes) => {
        onward.write(pid, fd, bytes);
        const key = `${pid} ${fd}`;
        const lines = `${partial.get(key) ?? ''}${fromUtf8(bytes)}`.split('\n');
        partial.set(key, lines.pop() ?? '');
        const name = tag ?? this.nameOf(pid);
        for (const line of lines) this.add(unit, name, pid, line);
      },
    };
  }

  private nameOf(pid: number): string {
    const process = this.sys.process.host.processes.get(pid);
    return (process?.argv[0] ?? '').split('/').pop() ?? '';
  }
}

export type JournalFormat = 'short' | 'cat' | 'iso';

export function formatEntry(entry: Entry, host: string, format: JournalFormat = 'short'): string {
  if (format === 'cat') return `${entry.text}\n`;
  const time = format === 'iso' ? isoTime(entry.at) : journalTime(entry.at);
  return `${time} ${host} ${entry.tag}[${entry.pid}]: ${entry.text}\n`;
}
