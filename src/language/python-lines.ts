/** Python, line by line, as far as a checker of slips needs it: what is code, what is text, and which `def` a line is in. */
export interface PythonLine {
  readonly number: number;
  readonly raw: string;
  /** The same length as `raw`, with the insides of strings and all comments blanked out. */
  readonly code: string;
  readonly indent: number;
  /** Begins inside brackets or a string that an earlier line has opened. */
  readonly continued: boolean;
}

export interface PythonFunction {
  readonly name: string;
  readonly async: boolean;
  readonly params: readonly string[];
  readonly line: number;
  readonly indent: number;
  /** The last line of its body. */
  readonly end: number;
}

interface State {
  /** The quotes that an open triple string waits for. */
  quote: string;
  depth: number;
}

function blank(raw: string, state: State): string {
  let code = '';
  for (let i = 0; i < raw.length;) {
    if (state.quote !== '') {
      const close = raw.startsWith(state.quote, i);
      const width = close ? state.quote.length : raw[i] === '\\' ? 2 : 1;
      code += close ? state.quote : ' '.repeat(Math.min(width, raw.length - i));
      if (close) state.quote = '';
      i += width;
      continue;
    }
    const ch = raw[i] ?? '';
    if (ch === '#') return code.padEnd(raw.length);
    if (ch === '"' || ch === "'") {
      state.quote = raw.startsWith(ch.repeat(3), i) ? ch.repeat(3) : ch;
      code += state.quote;
      i += state.quote.length;
      continue;
    }
    if ('([{'.includes(ch)) state.depth++;
    if (')]}'.includes(ch)) state.depth = Math.max(0, state.depth - 1);
    code += ch;
    i++;
  }
  // A plain string ends with its line, closed or not.
  if (state.quote.length === 1) state.quote = '';
  return code;
}

export function pythonLines(text: string): readonly PythonLine[] {
  const state: State = { quote: '', depth: 0 };
  return text.split('\n').map((raw, i) => {
    const continued = state.quote !== '' || state.depth > 0;
    const code = blank(raw, state);
    return { number: i + 1, raw, code, indent: raw.length - raw.trimStart().length, continued };
  });
}

const DEF = /^\s*(async\s+)?def\s+(\w+)\s*\(/;

/** The text between the bracket that opens at `open` and its partner, over several lines if need be. */
function bracketed(lines: readonly PythonLine[], line: number, open: number): string {
  let depth = 0;
  let inside = '';
  for (let i = line; i < lines.length; i++) {
    const code = lines[i]?.code ?? '';
    for (let at = i === line ? open : 0; at < code.length; at++) {
      const ch = code[at] ?? '';
      if ('([{'.includes(ch)) depth++;
      if (')]}'.includes(ch)) depth--;
      if (depth === 0) return inside.slice(1);
      inside += ch;
    }
  }
  return inside.slice(1);
}

/** All functions, outer ones before those inside them. */
export function pythonFunctions(lines: readonly PythonLine[]): readonly PythonFunction[] {
  const found: PythonFunction[] = [];
  lines.forEach((line, i) => {
    const match = line.continued ? null : DEF.exec(line.code);
    if (match === null) return;
    const params = bracketed(lines, i, match[0].length - 1)
      .split(',')
      .map((part) => /^\s*\*{0,2}(\w+)/.exec(part)?.[1] ?? '')
      .filter((name) => name !== '');
    let end = line.number;
    for (const later of lines.slice(i + 1)) {
      if (later.code.trim() === '' && !later.continued) continue;
      if (!later.continued && later.indent <= line.indent) break;
      end = later.number;
    }
    found.push({
      name: match[2] ?? '',
      async: match[1] !== undefined,
      params,
      line: line.number,
      indent: line.indent,
      end,
    });
  });
  return found;
}

/** The innermost function whose body holds this line. */
export const functionAt = (functions: readonly PythonFunction[], line: number): PythonFunction | null =>
  functions.findLast((one) => one.line < line && line <= one.end) ?? null;

/** Column (from 0) just behind the bracket that closes the one at `open`; -1 when this line does not close it. */
export function closingOf(code: string, open: number): number {
  let depth = 0;
  for (let i = open; i < code.length; i++) {
    if ('([{'.includes(code[i] ?? '')) depth++;
    if (')]}'.includes(code[i] ?? '') && --depth === 0) return i + 1;
  }
  return -1;
}
