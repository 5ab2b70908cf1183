import { caret } from '../base/caret.ts';
import { width } from './text-width.ts';

interface Place {
  readonly row: number;
  readonly column: number;
}

/** What stands on the terminal: the prompt's last line, the text, and what of it is shown in reverse. */
export interface Drawn {
  readonly prompt: string;
  readonly chars: readonly string[];
  readonly at: number;
  /** From and to: what was just pasted. */
  readonly marked: readonly [number, number] | null;
}

/** Draws a line that may be longer than a row, and hold newlines, again from its start; knows where the cursor is. */
export class LineDrawing {
  private cursor: Place = { row: 0, column: 0 };
  /** The end of what was drawn: there the next character may be typed without drawing all. */
  private end: Place = { row: 0, column: 0 };

  constructor(private readonly columns: () => number) {}

  /** The cursor is at the start of an empty row, or behind a prompt that was printed there. */
  reset(prompt = ''): void {
    this.cursor = this.end = follow({ row: 0, column: 0 }, [...plain(prompt)], this.columns());
  }

  draw({ prompt, chars, at, marked }: Drawn): string {
    const columns = this.columns();
    const start = follow({ row: 0, column: 0 }, [...plain(prompt)], columns);
    const cursor = follow(start, chars.slice(0, at), columns);
    const end = at === chars.length ? cursor : follow(cursor, chars.slice(at), columns);
    const up = rowsUp(this.cursor.row);
    const shown = chars.map(visible);
    const text = marked
      ? `${shown.slice(0, marked[0]).join('')}\u001b[7m${shown.slice(...marked).join('')}\u001b[27m${shown.slice(marked[1]).join('')}`
      : shown.join('');
    // A terminal keeps the cursor on the last column of a full row: a space moves it on.
    const wrap = end.column === 0 && end.row > 0 && chars.at(-1) !== '\n' ? ' \r' : '';
    this.cursor = cursor;
    this.end = end;
    const right = cursor.column > 0 ? `\u001b[${cursor.column}C` : '';
    return `\r${up}\u001b[J${prompt}${text}${wrap}${rowsUp(end.row - cursor.row)}\r${right}`;
  }

  /** What draws `typed` behind all that is there; null when everything must be drawn. */
  append(typed: string): string | null {
    const next = follow(this.end, [...typed], this.columns());
    if (next.row !== this.end.row || this.cursor !== this.end || visible(typed) !== typed) return null;
    this.cursor = this.end = next;
    return typed;
  }

  /** From the cursor to the row below the line. */
  leave(): string {
    const down = this.end.row - this.cursor.row;
    // Behind a pasted newline, or a full row, it is there already.
    const isBelow = this.end.column === 0 && this.end.row > 0;
    this.reset();
    return `${down > 0 ? `\u001b[${down}B` : ''}\r${isBelow ? '' : '\n'}`;
  }
}

const rowsUp = (rows: number): string => (rows > 0 ? `\u001b[${rows}A` : '');

const plain = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, '');

/** Control characters are shown as `^A`, newlines begin a row. */
const visible = (char: string): string => (char === '\n' ? '\r\n' : char < ' ' ? caret(char.charCodeAt(0)) : char);

function follow(from: Place, chars: readonly string[], columns: number): Place {
  let { row, column } = from;
  for (const char of chars) {
    if (char === '\n') {
      row += 1;
      column = 0;
      continue;
    }
    const wide = width(visible(char));
    // A wide character that does not fit stands in the next row.
    if (column + wide > columns) {
      row += 1;
      column = 0;
    }
    column += wide;
    if (column < columns) continue;
    row += 1;
    column = 0;
  }
  return { row, column };
}
