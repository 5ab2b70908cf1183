/**
 * The syntax of unit files (systemd.syntax(7), systemd 252): sections, `key=value`, comments at the start of a line,
 * lines joined by a backslash. Meaning is given by the table of directives; here is only form, with line numbers.
 */
export type UnitItem =
  | {
      readonly kind: 'set';
      readonly section: string;
      readonly key: string;
      readonly value: string;
      readonly line: number;
    }
  | { readonly kind: 'problem'; readonly text: string; readonly line: number }
  /** A line that makes systemd give up the whole file. */
  | { readonly kind: 'broken'; readonly text: string; readonly line: number };

interface LogicalLine {
  readonly text: string;
  /** The last line, where it was joined from several: what systemd names in messages. */
  readonly line: number;
}

/** Read a unit file. `sections` are those that its type knows; others are told, `X-` ones are passed over. */
export function parseUnitFile(text: string, sections: readonly string[]): UnitItem[] {
  const items: UnitItem[] = [];
  let section: string | null = null;
  let ignored = false;
  for (const { text: raw, line } of logicalLines(text)) {
    const l = raw.trim();
    if (l === '') continue;
    if (l.startsWith('[')) {
      if (!l.endsWith(']')) {
        items.push({ kind: 'broken', line, text: `Invalid section header '${l}'` });
        return items;
      }
      section = l.slice(1, -1);
      ignored = !sections.includes(section);
      if (ignored && !section.startsWith('X-'))
        items.push({ kind: 'problem', line, text: `Unknown section '${section}'. Ignoring.` });
      continue;
    }
    const item = assignment(l, line, section, ignored);
    if (item) items.push(item);
  }
  return items;
}

function assignment(l: string, line: number, section: string | null, ignored: boolean): UnitItem | null {
  if (section === null) return { kind: 'problem', line, text: 'Assignment outside of section. Ignoring.' };
  if (ignored) return null;
  const equals = l.indexOf('=');
  if (equals < 0) return { kind: 'problem', line, text: "Missing '=', ignoring line." };
  if (equals === 0) return { kind: 'problem', line, text: "Missing key name before '=', ignoring line." };
  return { kind: 'set', section, key: l.slice(0, equals).trim(), value: l.slice(equals + 1).trimStart(), line };
}

/** Lines as they count: comments gone (also between joined lines), an odd backslash at the end joins the next line. */
function logicalLines(text: string): LogicalLine[] {
  const out: LogicalLine[] = [];
  let joined = '';
  let pending = false;
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n|\0/);
  lines.forEach((raw, i) => {
    const l = raw.trimStart();
    if (/^[#;]/.test(l)) return;
    joined += l;
    const slashes = /\\*$/.exec(joined)?.[0].length ?? 0;
    pending = slashes % 2 === 1;
    if (pending) {
      joined = `${joined.slice(0, -1)} `;
      return;
    }
    out.push({ text: joined, line: i + 1 });
    joined = '';
  });
  if (joined !== '') out.push({ text: joined, line: lines.length });
  return out;
}
