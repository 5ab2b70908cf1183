/** A file of options (-K, ~/.curlrc): one per line, with or without dashes, `=`, `:` or blanks before the value. */
export function configWords(text: string): string[][] {
  const lines: string[][] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const m = /^([^\s=:]+)(?:\s*[=:]\s*|\s+)?(.*)$/s.exec(line);
    const typed = m?.[1] ?? '';
    const name = typed.startsWith('-') ? typed : `--${typed}`;
    const value = m?.[2] ?? '';
    lines.push(value === '' && !/[=:]\s*""/.test(line) ? [name] : [name, unquoted(value)]);
  }
  return lines;
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return (/^\S+/.exec(value) ?? [''])[0];
  const inner = /^"((?:\\.|[^"\\])*)"?/s.exec(value)?.[1] ?? '';
  const escapes: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', v: '\v' };
  return inner.replace(/\\(.)/gs, (_, ch: string) => escapes[ch] ?? ch);
}
