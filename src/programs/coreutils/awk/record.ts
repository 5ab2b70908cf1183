import type { Memory } from './memory.ts';
import { fromInput, toText, type Value } from './values.ts';

/** $0 and its fields: split when first asked for, joined again when one was changed. */
export class Record {
  private whole = '';
  private fields: string[] | null = [];
  private stale = false;

  constructor(
    private readonly memory: Memory,
    private readonly regex: (source: string) => RegExp,
  ) {}

  set(text: string): void {
    this.whole = text;
    this.fields = null;
    this.stale = false;
  }

  get text(): string {
    if (this.stale) {
      this.whole = (this.fields ?? []).join(toText(this.memory.get('OFS'), '%.6g'));
      this.stale = false;
    }
    return this.whole;
  }

  get count(): number {
    return this.list.length;
  }

  private get list(): string[] {
    return (this.fields ??= splitFields(
      this.whole,
      toText(this.memory.get('FS'), '%.6g'),
      this.regex,
      toText(this.memory.get('RS'), '%.6g') === '',
    ));
  }

  field(index: number): Value {
    return fromInput(index === 0 ? this.text : (this.list[index - 1] ?? ''));
  }

  setField(index: number, text: string): void {
    if (index === 0) return this.set(text);
    while (this.list.length < index && index < 100_000) this.list.push('');
    this.list[index - 1] = text;
    this.stale = true;
  }

  setCount(count: number): void {
    const { list } = this;
    while (list.length < count && count < 100_000) list.push('');
    list.length = Math.max(0, Math.min(list.length, count));
    this.stale = true;
  }
}

/** One blank: runs of blanks, none at the ends; one other character: itself; else a regular expression. */
export function splitFields(
  text: string,
  separator: string,
  regex: (source: string) => RegExp,
  lines = false,
): string[] {
  if (separator === ' ') return text.split(/[ \t\n]+/).filter((field) => field !== '');
  if (text === '') return [];
  if (separator === '') return [...text];
  const pattern = separator.length === 1 && separator !== '\\' ? null : regex(separator);
  const parts = pattern ? text.split(new RegExp(pattern.source, 'u')) : text.split(separator);
  return lines ? parts.flatMap((part) => part.split('\n')) : parts;
}
