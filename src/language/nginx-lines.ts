/** nginx configuration, read leniently: an unfinished text still has words, places and blocks. */
export interface ConfWord {
  readonly text: string;
  readonly line: number;
  /** Columns from 0; quotes belong to the word. */
  readonly from: number;
  readonly to: number;
}

export interface ConfStatement {
  readonly words: readonly ConfWord[];
  /** Heads of the blocks around it, outermost first. */
  readonly around: readonly (readonly ConfWord[])[];
  /** What ended it; '' at the end of the file, or when a `}` came first. */
  readonly end: ';' | '{' | '';
}

/** The line with quoted texts kept and its comment blanked. */
function withoutComment(line: string): string {
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const ch = line[i] ?? '';
    if (ch === '\\') i++;
    else if (quote !== '') quote = ch === quote ? '' : quote;
    else if (ch === '"' || ch === "'") quote = ch;
    else if (ch === '#' && (i === 0 || /[\s;{}]/.test(line[i - 1] ?? ''))) return line.slice(0, i).padEnd(line.length);
  }
  return line;
}

export const codeLines = (text: string): readonly string[] => text.split('\n').map(withoutComment);

const TOKEN = /"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|\$\{\w+\}|[;{}]|(?:\$\{\w+\}|\\.|[^\s;{}"'\\])+/g;

export function confStatements(text: string): readonly ConfStatement[] {
  const found: ConfStatement[] = [];
  const blocks: (readonly ConfWord[])[] = [];
  let words: ConfWord[] = [];
  const finish = (end: ConfStatement['end']): void => {
    if (words.length > 0) found.push({ words, around: [...blocks], end });
    if (end === '{') blocks.push(words);
    words = [];
  };
  codeLines(text).forEach((line, i) => {
    for (const match of line.matchAll(TOKEN)) {
      const [token] = match;
      if (token === ';' || token === '{') finish(token);
      else if (token === '}') {
        finish('');
        blocks.pop();
      } else words.push({ text: token, line: i + 1, from: match.index, to: match.index + token.length });
    }
  });
  finish('');
  return found;
}

/** Names of the blocks that are open where a line begins. */
export function blocksAt(text: string, line: number): readonly string[] {
  const open: string[] = [];
  let head = '';
  for (const [i, code] of codeLines(text).entries()) {
    if (i + 1 >= line) break;
    for (const [token] of code.matchAll(TOKEN)) {
      if (token === '{') open.push(head);
      else if (token === '}') open.pop();
      else if (token !== ';') {
        head ||= token;
        continue;
      }
      head = '';
    }
  }
  return open;
}
