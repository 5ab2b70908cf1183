import { fromUtf8, utf8 } from '../base/bytes.ts';
import type { Eff } from '../engine/task.ts';
import { LineBuffer } from './line-buffer.ts';
import { inColumns } from './line-choices.ts';
import { LineDrawing } from './line-drawing.ts';
import { EDITS, PASTE, keysOf } from './line-keys.ts';
import { LineSearch } from './line-search.ts';
import type { Sys } from './sys.ts';

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

/** Above this many readline asks first (completion-query-items). */
const ASKED_FROM = 100;

/**
 * A line editor on a raw terminal: readline's emacs mode (readline(3)) as far as people use it: moving, killing and yanking
 * by character and word, undo, history with up/down, Alt-. and Ctrl-R, completion at the first Tab and the list at the
 * second, Ctrl-L, bracketed paste. Wide characters take two columns. Not modelled: arguments (Alt-5), macros, vi mode.
 */
export class LineEditor {
  private readonly line = new LineBuffer();
  private readonly drawing = new LineDrawing(() => this.columns);
  private place = 0;
  private draft = '';
  private search: LineSearch | null = null;
  private lastSought = '';
  private prompt = '';
  /** The last key was a Tab that could not decide; so many Alt-. in a row. */
  private tabbed = false;
  private argument = { back: 0, length: 0 };
  /** Candidates that wait for yes or no. */
  private asked: readonly string[] | null = null;
  /** What has come of a paste that has not ended. */
  private pasting: string | null = null;
  private marked: readonly [number, number] | null = null;

  constructor(
    private readonly sys: Sys,
    private readonly reader: Reader,
  ) {}

  private get history(): readonly string[] {
    return this.reader.history;
  }

  /** Reads a line at the prompt, of which only the last line is drawn again. */
  *read(prompt: string): Eff<LineResult> {
    this.prompt = prompt.slice(prompt.lastIndexOf('\n') + 1);
    this.line.begin('');
    this.place = this.history.length;
    this.search = null;
    this.asked = null;
    this.out(`${PASTE.on}${prompt.replaceAll('\n', '\r\n')}`);
    this.drawing.reset(this.prompt);
    for (;;) {
      const bytes = yield* this.sys.fs.read(0);
      if (bytes.length === 0) return this.leaving({ kind: 'eof' });
      const keys = keysOf(fromUtf8(bytes));
      for (const [i, key] of keys.entries()) {
        const result = this.key(key);
        if (!result) continue;
        // What was typed behind the line is for the command, or for the next line.
        if (i + 1 < keys.length) this.unread(keys.slice(i + 1).join(''));
        return result;
      }
    }
  }

  /** The line is over: the terminal is the program's that runs now. */
  private leaving(result: LineResult): LineResult {
    const mark = result.kind === 'interrupt' ? '^C' : '';
    this.search = null;
    this.out(`${mark}${PASTE.off}${result.kind === 'eof' ? '' : this.drawing.leave()}`);
    return result;
  }

  private key(key: string): LineResult | null {
    if (this.pasting !== null || key === PASTE.begin) return this.paste(key);
    if (this.asked !== null) return this.answer(key);
    const wasMarked = this.marked !== null;
    this.marked = null;
    const result = this.search === null ? this.plainKey(key) : this.searchKey(key);
    if (wasMarked && result === null) this.redraw();
    return result;
  }

  private plainKey(key: string): LineResult | null {
    if (key !== '\t') this.tabbed = false;
    if (key !== '\u001b.' && key !== '\u001b_') this.argument = { back: 0, length: 0 };
    switch (key) {
      case '\r':
      case '\n':
        return this.leaving({ kind: 'line', text: this.line.text });
      case '\u0003':
        return this.leaving({ kind: 'interrupt' });
      case '\u0004':
        if (this.line.chars.length === 0) return this.leaving({ kind: 'eof' });
        return this.edit('\u001b[3~');
      case '\u000c':
        this.out('\u001b[H\u001b[2J');
        this.drawing.reset();
        return this.redraw();
      case '\u0012':
        this.search = new LineSearch(this.history, { text: this.line.text, at: this.line.at, place: this.place });
        return this.redraw();
      case '\u001b[A':
      case '\u0010':
        return this.recall(this.place - 1);
      case '\u001b[B':
      case '\u000e':
        return this.recall(this.place + 1);
      case '\u001b<':
        return this.recall(0);
      case '\u001b>':
        return this.recall(this.history.length);
      case '\u001b.':
      case '\u001b_':
        return this.lastArgument();
      case '\t':
        return this.tab();
      case '\u001b#':
        this.line.move(0);
        this.line.type('#');
        this.redraw();
        return this.leaving({ kind: 'line', text: this.line.text });
      default:
        return EDITS[key] ? this.edit(key) : key >= ' ' && !key.startsWith('\u001b') ? this.type(key) : null;
    }
  }

  private edit(key: string): null {
    EDITS[key]?.(this.line);
    return this.redraw();
  }

  private type(text: string): null {
    const isLast = this.line.at === this.line.chars.length;
    this.line.type(text);
    const drawn = isLast ? this.drawing.append(text) : null;
    if (drawn === null) return this.redraw();
    this.out(drawn);
    return null;
  }

  private paste(key: string): null {
    if (this.pasting === null) this.pasting = '';
    else if (key !== PASTE.end) this.pasting += key;
    else {
      const text = this.pasting.replace(/\r\n?/g, '\n');
      const from = this.line.at;
      this.pasting = null;
      if (this.search !== null) this.leaveSearch();
      this.line.replace(from, from, text);
      this.marked = [from, this.line.at];
      this.redraw();
    }
    return null;
  }

  private recall(place: number): null {
    if (place < 0 || place > this.history.length || place === this.place) return null;
    if (this.place === this.history.length) this.draft = this.line.text;
    this.place = place;
    this.line.begin(this.history[place] ?? this.draft);
    return this.redraw();
  }

  /** Alt-.: the last word of the command before, then of the one before that. */
  private lastArgument(): null {
    const { back, length } = this.argument;
    const entry = this.history.at(-1 - back);
    const word =
      (entry ?? '')
        .trim()
        .match(/(?:\\.|'[^']*'|"(?:\\.|[^"])*"|[^\s;|&])+/g)
        ?.at(-1) ?? '';
    this.line.replace(this.line.at - length, this.line.at, word);
    this.argument = { back: entry === undefined ? back : back + 1, length: [...word].length };
    return this.redraw();
  }

  private searchKey(key: string): LineResult | null {
    const search = this.search as LineSearch;
    if (key === '\u0007') {
      this.search = null;
      this.place = search.before.place;
      this.line.show(search.before.text, search.before.at);
      return this.redraw();
    }
    if (key === '\u007f' || key === '\b') search.erase();
    else if (key === '\u0012') search.again(this.lastSought);
    else if (key >= ' ' && !key.startsWith('\u001b')) search.type(key);
    else if (key === '\u0003') return this.plainKey(key);
    else {
      this.leaveSearch();
      return key === '\u001b' ? null : this.plainKey(key);
    }
    this.lastSought = search.sought;
    const { found } = search;
    if (found) {
      this.place = found.place;
      this.line.show(found.text, found.at);
    } else this.line.show(search.before.text, search.before.at);
    return this.redraw();
  }

  /** What was found becomes the line. */
  private leaveSearch(): void {
    this.search = null;
    this.line.rest();
    this.redraw();
  }

  private tab(): null {
    const { insert, list } = this.reader.complete(this.line.before);
    if (insert !== '') {
      this.tabbed = list.length > 1;
      return this.type(insert);
    }
    if (list.length < 2) return null;
    if (!this.tabbed) {
      this.tabbed = true;
      this.out('\u0007');
      return null;
    }
    if (list.length > ASKED_FROM) {
      this.asked = list;
      this.out(`${this.drawing.leave()}Display all ${list.length} possibilities? (y or n)`);
      return null;
    }
    return this.show(list);
  }

  private answer(key: string): null {
    const list = this.asked ?? [];
    if (/[yY ]/.test(key)) {
      this.asked = null;
      return this.show(list);
    }
    if (!/[nN\u007f\u0007\u0003]/.test(key)) return null;
    this.asked = null;
    this.out('\r\n');
    return this.redraw();
  }

  private show(list: readonly string[]): null {
    this.out(`${this.drawing.leave()}${inColumns(list, this.columns)}`);
    return this.redraw();
  }

  private redraw(): null {
    const { chars, at } = this.line;
    this.out(this.drawing.draw({ prompt: this.search?.prompt ?? this.prompt, chars, at, marked: this.marked }));
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
