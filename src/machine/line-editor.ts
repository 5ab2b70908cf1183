import { fromUtf8, utf8 } from '../base/bytes.ts';
import type { Eff } from '../engine/task.ts';
import type { Sys } from './sys.ts';
import { width } from './text-width.ts';

/** What the program that reads offers its editor. */
export interface Reader {
  readonly history: readonly string[];
  /** What Tab puts in after `text`, and among what there is to choose. */
  complete(text: string): { readonly insert: string; readonly list: readonly string[] };
}

export type LineResult =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'eof' };

/**
 * A line editor on a raw terminal: the common keys of readline's emacs mode (readline(3)): arrows, Home/End, Ctrl-A/E/B/F,
 * Ctrl-K/U/W/Y, history with up/down and Ctrl-R, Tab completion, Ctrl-L. Wide characters take two columns.
 */
export class LineEditor {
  private chars: string[] = [];
  private at = 0;
  private killed = '';
  private place = 0;
  private draft = '';
  private search: string | null = null;
  private prompt = '';
  /** Columns between the start of the line and the cursor, as last drawn. */
  private drawn = 0;

  constructor(
    private readonly sys: Sys,
    private readonly reader: Reader,
  ) {}

  private get history(): readonly string[] {
    return this.reader.history;
  }

  *read(prompt: string): Eff<LineResult> {
    this.prompt = prompt;
    this.chars = [];
    this.at = 0;
    this.place = this.history.length;
    this.search = null;
    this.out(prompt);
    this.drawn = width(prompt);
    for (;;) {
      const bytes = yield* this.sys.fs.read(0);
      if (bytes.length === 0) return { kind: 'eof' };
      const keys = keysOf(fromUtf8(bytes));
      for (const [i, key] of keys.entries()) {
        const result = this.key(key);
        if (!result) continue;
        // What was pasted behind the line is for the command, or for the next line.
        if (i + 1 < keys.length) this.unread(keys.slice(i + 1).join(''));
        return result;
      }
    }
  }

  private key(key: string): LineResult | null {
    if (this.search !== null) return this.searchKey(key);
    switch (key) {
      case '\r':
      case '\n':
        return this.accept();
      case '\u0003':
        this.out('^C\r\n');
        return { kind: 'interrupt' };
      case '\u0004':
        if (this.chars.length === 0) return { kind: 'eof' };
        return this.edit(this.at, 1, '');
      case '\u007f':
      case '\b':
        return this.at > 0 ? this.edit(this.at - 1, 1, '') : null;
      case '\u001b[3~':
        return this.edit(this.at, 1, '');
      case '\u0001':
      case '\u001b[H':
      case '\u001b[1~':
        return this.move(0);
      case '\u0005':
      case '\u001b[F':
      case '\u001b[4~':
        return this.move(this.chars.length);
      case '\u0002':
      case '\u001b[D':
        return this.move(this.at - 1);
      case '\u0006':
      case '\u001b[C':
        return this.move(this.at + 1);
      case '\u001b[1;5D':
      case '\u001bb':
        return this.move(this.wordStart());
      case '\u001b[1;5C':
      case '\u001bf':
        return this.move(this.wordEnd());
      case '\u000b':
        return this.kill(this.at, this.chars.length);
      case '\u0015':
        return this.kill(0, this.at);
      case '\u0017':
        return this.kill(this.wordStart(), this.at);
      case '\u0019':
        return this.edit(this.at, 0, this.killed);
      case '\u000c':
        this.out('\u001b[2J\u001b[H');
        this.drawn = 0;
        return this.redraw();
      case '\u0012':
        this.search = '';
        return this.redraw();
      case '\u001b[A':
      case '\u0010':
        return this.recall(this.place - 1);
      case '\u001b[B':
      case '\u000e':
        return this.recall(this.place + 1);
      case '\t':
        return this.tab();
      default:
        return key >= ' ' && !key.startsWith('\u001b') ? this.edit(this.at, 0, key) : null;
    }
  }

  private accept(): LineResult {
    this.move(this.chars.length);
    this.out('\r\n');
    return { kind: 'line', text: this.chars.join('') };
  }

  /** Replace `remove` characters at `from` by `text`; the cursor ends after it. */
  private edit(from: number, remove: number, text: string): null {
    const inserted = [...text];
    const typed = remove === 0 && from === this.chars.length && this.search === null;
    this.chars.splice(from, remove, ...inserted);
    this.at = from + inserted.length;
    const columns = width(this.prompt) + width(this.chars.join(''));
    // Typing at the end of a line that does not wrap needs no drawing but of what was typed.
    if (!typed || columns >= this.columns) return this.redraw();
    this.out(text);
    this.drawn = columns;
    return null;
  }

  private kill(from: number, to: number): null {
    this.killed = this.chars.slice(from, to).join('');
    return this.edit(from, to - from, '');
  }

  private move(to: number): null {
    this.at = Math.max(0, Math.min(this.chars.length, to));
    return this.redraw();
  }

  private recall(place: number): null {
    if (place < 0 || place > this.history.length) return null;
    if (this.place === this.history.length) this.draft = this.chars.join('');
    this.place = place;
    this.chars = [...(this.history[place] ?? this.draft)];
    this.at = this.chars.length;
    return this.redraw();
  }

  private searchKey(key: string): LineResult | null {
    if (key === '\u0003' || key === '\u0007') {
      this.search = null;
      this.chars = [];
      this.at = 0;
      return this.redraw();
    }
    if (key === '\u007f') this.search = (this.search ?? '').slice(0, -1);
    else if (key === '\u0012') this.find(this.place - 1);
    else if (key >= ' ' && !key.startsWith('\u001b')) {
      this.search = (this.search ?? '') + key;
      this.find(this.history.length - 1);
    } else {
      this.search = null;
      this.redraw();
      return this.key(key);
    }
    return this.redraw();
  }

  private find(from: number): void {
    for (let i = from; i >= 0; i--) {
      if (!this.history[i]?.includes(this.search ?? '')) continue;
      this.place = i;
      this.chars = [...(this.history[i] as string)];
      this.at = this.chars.length;
      return;
    }
  }

  private tab(): null {
    const { insert, list } = this.reader.complete(this.chars.slice(0, this.at).join(''));
    if (insert !== '') return this.edit(this.at, 0, insert);
    if (list.length > 1) {
      this.out(`\r\n${inColumns(list, this.columns)}`);
      this.drawn = 0;
      return this.redraw();
    }
    return null;
  }

  private wordStart(): number {
    let i = this.at;
    while (i > 0 && this.chars[i - 1] === ' ') i--;
    while (i > 0 && this.chars[i - 1] !== ' ') i--;
    return i;
  }

  private wordEnd(): number {
    let i = this.at;
    while (i < this.chars.length && this.chars[i] === ' ') i++;
    while (i < this.chars.length && this.chars[i] !== ' ') i++;
    return i;
  }

  /** Draw the line again from its start, which may be some rows up, and put the cursor back. */
  private redraw(): null {
    const columns = this.columns;
    const prompt = this.search === null ? this.prompt : `(reverse-i-search)\`${this.search}': `;
    const rowsUp = Math.floor(this.drawn / columns);
    const text = this.chars.join('');
    const cursor = width(prompt) + width(this.chars.slice(0, this.at).join(''));
    const total = width(prompt) + width(text);
    const up = rowsUp > 0 ? `\u001b[${rowsUp}A` : '';
    // A terminal keeps the cursor on the last column of a full line: a space moves it on.
    const wrap = total > 0 && total % columns === 0 ? ' \r' : '';
    const back = Math.floor(total / columns) - Math.floor(cursor / columns);
    const column = cursor % columns;
    this.out(
      `\r${up}\u001b[J${prompt}${text}${wrap}${back > 0 ? `\u001b[${back}A` : ''}\r${column > 0 ? `\u001b[${column}C` : ''}`,
    );
    this.drawn = cursor;
    return null;
  }

  private unread(text: string): void {
    const { description } = this.sys.process.fds.get(0);
    if (description.kind === 'tty') description.tty.unread(utf8(text.replaceAll('\r', '\n')));
  }

  private get columns(): number {
    const file = this.sys.process.fds.get(0).description;
    return file.kind === 'tty' ? Math.max(20, file.tty.columns) : 80;
  }

  private out(text: string): void {
    this.sys.fs.writeNow(1, utf8(text));
  }
}

/** Candidates one below the other, in as many columns as fit; of very many, so many. */
function inColumns(list: readonly string[], columns: number): string {
  const shown = list.slice(0, 200);
  const wide = Math.max(...shown.map(width)) + 2;
  const across = Math.max(1, Math.floor(columns / wide));
  const rows = Math.ceil(shown.length / across);
  let text = '';
  for (let row = 0; row < rows; row++) {
    const line = shown.filter((_, i) => i % rows === row);
    text += `${line
      .map((one) => one + ' '.repeat(wide - width(one)))
      .join('')
      .trimEnd()}\r\n`;
  }
  return shown.length < list.length ? `${text}… ${list.length - shown.length} more\r\n` : text;
}

/** Splits input into keys: escape sequences stay together, a paste is its characters. */
function keysOf(text: string): string[] {
  return (
    text
      .match(/\u001b\[[\d;]*[A-Za-z~]|\u001bO[A-Z]|\u001b[bf]|[\s\S]/gu)
      ?.map((k) => (k.startsWith('\u001bO') ? `\u001b[${k[2]}` : k)) ?? []
  );
}
