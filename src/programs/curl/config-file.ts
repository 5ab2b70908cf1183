/** A file of options (-K, ~/.curlrc): one per line, with or without dashes, `=`, `:` or blanks before the value. */
export interface ConfigLine {
  readonly number: number;
  readonly option: string;
  /** Null where the line ends after the option. */
  readonly value: string | null;
  /** More words follow a value that stands in no quotes. */
  readonly strays: boolean;
}

export function configLines(text: string): ConfigLine[] {
  return text.split('\n').flatMap((raw, i) => {
    const line = raw.trimStart();
    if (line === '' || /^[#/*]/.test(line)) return [];
    const dashed = line.startsWith('-');
    const match = (dashed ? /^(\S+)\s*(.*)$/s : /^([^\s=:]+)[\s=:]*(.*)$/s).exec(line);
    const rest = match?.[2] ?? '';
    const bare = /^\S*/.exec(rest)?.[0] ?? '';
    const after = rest.slice(bare.length).trimStart();
    const quoted = rest.startsWith('"');
    return [
      {
        number: i + 1,
        option: match?.[1] ?? line,
        value: quoted ? unquoted(rest) : bare === '' ? null : bare,
        strays: !quoted && after !== '' && !after.startsWith('#'),
      },
    ];
  });
}

function unquoted(value: string): string {
  const inner = /^"((?:\\.|[^"\\])*)"?/s.exec(value)?.[1] ?? '';
  const escapes: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', v: '\v' };
  return inner.replace(/\\(.)/gs, (_, ch: string) => escapes[ch] ?? ch);
}
