/** Words of a value: quotes and escapes of systemd.syntax(7), "Quoting". */
export interface Word {
  readonly text: string;
  /** As written, quotes and backslashes included. */
  readonly raw: string;
  /** The word, when an escape in it was left as it is because systemd does not know it. */
  readonly strange: string | null;
}

export type Words = { readonly ok: true; readonly words: readonly Word[] } | { readonly ok: false };

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
  s: ' ',
};

/** Split at white space; quotes group, backslashes escape (unless `keepEscapes`). Not ok: a quote that does not end. */
export function splitWords(text: string, keepEscapes = false): Words {
  const words: Word[] = [];
  for (let i = 0; ;) {
    while (/\s/.test(text[i] ?? '')) i++;
    if (i >= text.length) return { ok: true, words };
    const start = i;
    let word = '';
    let quote = '';
    let strange = false;
    for (; i < text.length && (quote !== '' || !/\s/.test(text[i] ?? ''));) {
      const c = text[i] ?? '';
      if (c === '\\' && !keepEscapes) {
        const escape = unescape(text, i + 1);
        strange ||= escape === null;
        word += escape ? escape.text : `\\${text[i + 1] ?? ''}`;
        i += escape ? 1 + escape.length : 2;
        continue;
      }
      i++;
      if (quote !== '') {
        if (c === quote) quote = '';
        else word += c;
      } else if (c === '"' || c === "'") quote = c;
      else word += c;
    }
    if (quote !== '') return { ok: false };
    words.push({
      text: word,
      raw: text.slice(start, i),
      strange: strange ? word : null,
    });
  }
}

function unescape(text: string, at: number): { readonly text: string; readonly length: number } | null {
  const simple = SIMPLE[text[at] ?? ''];
  if (simple !== undefined) return { text: simple, length: 1 };
  const hex = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-3][0-7]{2}))/.exec(text.slice(at, at + 9));
  if (!hex) return null;
  const code =
    hex[4] === undefined ? Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16) : Number.parseInt(hex[4], 8);
  return code === 0 || code > 0x10ffff ? null : { text: String.fromCodePoint(code), length: hex[0].length };
}
