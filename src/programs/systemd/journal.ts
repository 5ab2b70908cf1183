/** The journal (systemd-journald.service(8)): what services print and what the manager says of them, in memory. */
import { fromUtf8, type Bytes } from '../../base/bytes.ts';
import type { Cond } from '../../engine/cond.ts';
import type { Sink } from '../../machine/fd.ts';
import type { Sys } from '../../machine/sys.ts';
import { isoTime, journalTime } from './clock.ts';
import { baseName } from './exec-line.ts';
import type { Unit } from './unit.ts';

export interface Entry {
  /** µs since the epoch. */
  readonly at: number;
  readonly unit: string;
  readonly tag: string;
  readonly pid: number;
  readonly text: string;
  /** Which start of the machine it is from: 0 the first. */
  readonly boot: number;
  /** syslog(3): 3 error, 4 warning, 5 notice, 6 information. */
  readonly priority: number;
  /** Which setting a process that ended was started by: `ExecStartPre`. */
  readonly exec?: string;
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

  /** How many there have been. */
  get count(): number {
    return this.dropped + this.entries.length;
  }

  add(unit: string, tag: string, pid: number, text: string, exec?: string): void {
    const [, level, rest] = /^<([0-7])>(.*)$/s.exec(text) ?? [];
    const priority = level === undefined ? (/^(systemd|\(.*\))$/.test(tag) ? priorityOf(text) : 6) : Number(level);
    const boot = this.sys.process.host.boots.length - 1;
    this.entries.push({
      at: this.sys.clock,
      unit,
      tag,
      pid,
      text: rest ?? text,
      boot,
      priority,
      ...(exec === undefined ? {} : { exec }),
    });
    if (this.entries.length > KEPT) {
      this.entries.shift();
      this.dropped++;
    }
    this.grown.notifyAll();
  }

  /** Where a service's standard output goes: line by line into the journal, and on to whoever watches the run. */
  sink(unit: Unit, path: string, onward: Sink): Sink {
    const tag = unit.text('Service.SyslogIdentifier') ?? baseName(path);
    const partial = new Map<string, string>();
    return {
      name: 'journal',
      write: (pid: number, fd: 1 | 2, bytes: Bytes) => {
        onward.write(pid, fd, bytes);
        const key = `${pid} ${fd}`;
        const lines = `${partial.get(key) ?? ''}${fromUtf8(bytes)}`.split('\n');
        partial.set(key, lines.pop() ?? '');
        for (const line of lines) this.add(unit.name, tag, pid, line);
      },
    };
  }
}

/** How the manager rates what it says itself. */
function priorityOf(text: string): number {
  if (/^(Failed to (start|listen)|.*: Failed at step|Dependency failed)/.test(text)) return 3;
  if (/: Failed with result|Start request repeated|Killing process|timed out/.test(text)) return 4;
  return /process exited/.test(text) ? 5 : 6;
}

export type JournalFormat = 'short' | 'cat' | 'iso' | 'precise';

export function formatEntry(entry: Entry, host: string, format: JournalFormat = 'short'): string {
  if (format === 'cat') return `${entry.text}\n`;
  const fraction = format === 'precise' ? `.${String(entry.at % 1e6).padStart(6, '0')}` : '';
  const time = format === 'iso' ? isoTime(entry.at) : journalTime(entry.at) + fraction;
  return `${time} ${host} ${entry.tag}[${entry.pid}]: ${entry.text}\n`;
}
