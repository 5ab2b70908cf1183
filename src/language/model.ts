/**
 * What the editor knows of a file: explanations and completions from the same tables that the models run by, and slips
 * that people are known to make. All of it is pure: texts in, facts out, in both languages at once.
 */
export interface Both {
  readonly en: string;
  readonly zh: string;
}

export type FileKind = 'python' | 'gunicorn' | 'nginx' | 'unit' | 'text';

/** How a server of the lesson is started. */
export interface ServerLine {
  readonly argv: readonly string[];
  readonly cwd: string;
}

/** All that a judgement may look at: absolute path to text, and the servers that are started with them. */
export interface Project {
  readonly files: Readonly<Record<string, string>>;
  readonly servers: readonly ServerLine[];
}

/** Lines and columns count from 1; the end is just behind the last character. */
export interface TextEdit {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}

export type Severity = 'error' | 'warning' | 'info';

/** Something that is, or will turn out to be, a mistake. `fix` is there only where one answer is right. */
export interface Slip {
  readonly id: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly severity: Severity;
  readonly message: Both;
  readonly fix: { readonly title: Both; readonly edits: readonly TextEdit[] } | null;
}

/** What a word means. `facts` are short: a default, where it may stand, the flag of the same setting. */
export interface Explanation {
  readonly name: string;
  readonly text: Both;
  readonly facts: readonly Fact[];
  readonly column: number;
  readonly endColumn: number;
}
export interface Fact {
  readonly kind: 'default' | 'contexts' | 'flags' | 'section' | 'values' | 'source';
  readonly value: string;
}

export interface Suggestion {
  readonly label: string;
  readonly kind: 'directive' | 'value' | 'variable' | 'section';
  readonly insert: string;
  readonly text: Both | null;
  readonly facts: readonly Fact[];
}

/** A word of a command line, with what it means where that is known. */
export interface CommandWord {
  readonly text: string;
  readonly about: Explanation | null;
}

export function kindOf(path: string): FileKind {
  if (path.endsWith('gunicorn.conf.py')) return 'gunicorn';
  if (path.endsWith('.py')) return 'python';
  if (path.startsWith('/etc/nginx/') || /nginx[^/]*\.conf$/.test(path)) return 'nginx';
  return /\.(service|socket|timer|path|target)$/.test(path) ? 'unit' : 'text';
}

/** The edit that puts `text` in place of some columns of one line. */
export const onLine = (line: number, column: number, endColumn: number, text: string): TextEdit => ({
  line,
  column,
  endLine: line,
  endColumn,
  text,
});

/** The text with the edits made; they must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  const offset = (line: number, column: number): number => {
    const start = starts[line - 1];
    return start === undefined ? text.length : Math.min(text.length, start + column - 1);
  };
  let out = text;
  const placed = edits
    .map((edit) => ({
      from: offset(edit.line, edit.column),
      to: offset(edit.endLine, edit.endColumn),
      text: edit.text,
    }))
    .sort((a, b) => b.from - a.from);
  for (const { from, to, text: put } of placed) out = out.slice(0, from) + put + out.slice(to);
  return out;
}
