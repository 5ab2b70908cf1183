/** `shlex.split` in POSIX mode (Python library reference, "shlex"): how GUNICORN_CMD_ARGS is cut. Null: no closing quote. */
export function shellSplit(text: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  for (let i = 0; i < text.length; i++) {
    const ch = text[i] ?? '';
    if (/\s/.test(ch)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (ch === "'" || ch === '"') {
      const quoted = quotedFrom(text, i);
      if (quoted === null) return null;
      word = (word ?? '') + quoted.text;
      i = quoted.end;
    } else if (ch === '\\' && i + 1 < text.length) word = (word ?? '') + (text[++i] ?? '');
    else word = (word ?? '') + ch;
  }
  if (word !== null) words.push(word);
  return words;
}

function quotedFrom(text: string, start: number): { readonly text: string; readonly end: number } | null {
  const quote = text[start];
  let out = '';
  for (let i = start + 1; i < text.length; i++) {
    const ch = text[i] ?? '';
    if (ch === quote) return { text: out, end: i };
    const next = text[i + 1];
    if (quote === '"' && ch === '\\' && (next === '"' || next === '\\')) {
      out += next;
      i++;
    } else out += ch;
  }
  return null;
}
