import type { Command } from './exec-line.ts';
import type { UnitType } from './names.ts';
import { parseBoolean, parseMode, parseSpan, parseUnsigned } from './values.ts';

export type LoadState = 'loaded' | 'not-found' | 'bad-setting' | 'error' | 'masked';

/** A unit as loaded from its files. */
export class Unit {
  load: LoadState = 'not-found';
  /** Why `load` is error: the text of an errno. */
  error = '';
  fragment: string | null = null;
  readonly dropins: string[] = [];
  /** Values that were accepted, by `Section.Key`. */
  readonly values = new Map<string, readonly string[]>();
  readonly commands = new Map<string, readonly Command[]>();
  /** What systemd says while loading, in order. */
  readonly messages: string[] = [];
  /** mtime of every file that it was read from, for the daemon-reload warning. */
  readonly sources = new Map<string, number>();

  constructor(
    readonly name: string,
    readonly type: UnitType,
  ) {}

  list(key: string): readonly string[] {
    return this.values.get(key) ?? [];
  }

  text(key: string): string | null {
    return this.list(key).at(-1) ?? null;
  }

  bool(key: string, fallback = false): boolean {
    return parseBoolean(this.text(key) ?? '') ?? fallback;
  }

  /** µs */
  span(key: string, fallback: number): number {
    return parseSpan(this.text(key) ?? '') ?? fallback;
  }

  count(key: string, fallback: number): number {
    return parseUnsigned(this.text(key) ?? '') ?? fallback;
  }

  mode(key: string, fallback: number): number {
    return parseMode(this.text(key) ?? '') ?? fallback;
  }

  execs(key: string): readonly Command[] {
    return this.commands.get(`${this.type === 'socket' ? 'Socket' : 'Service'}.${key}`) ?? [];
  }

  get description(): string {
    return this.text('Unit.Description') ?? this.name;
  }

  /** As the manager's own messages name it: `web.service - My site` (StatusUnitFormat=combined, Debian's choice). */
  get shown(): string {
    return this.description === this.name ? this.name : `${this.name} - ${this.description}`;
  }

  /** As systemctl and error messages tell why a unit cannot be used; null when it can. */
  get complaint(): string | null {
    switch (this.load) {
      case 'loaded':
        return null;
      case 'not-found':
        return `Unit ${this.name} not found.`;
      case 'masked':
        return `Unit ${this.name} is masked.`;
      case 'bad-setting':
        return `Unit ${this.name} has a bad unit file setting.`;
      case 'error':
        return `Unit ${this.name} failed to load properly, please adjust/correct and reload service manager: ${this.error}`;
    }
  }
}

/** The service that a socket or timer starts; null for other units. */
export function triggeredBy(unit: Unit): string | null {
  const told = unit.text('Socket.Service') ?? unit.text('Timer.Unit');
  return unit.type === 'socket' || unit.type === 'timer' ? (told ?? unit.name.replace(/\w+$/, 'service')) : null;
}
