/** Characters that look right and are not: what word processors, chats and full-width keyboards put into code. */
import { onLine, type Slip } from '../model.ts';
import { slip } from './make.ts';

const PLAIN: Readonly<Record<string, string>> = {
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '「': '"',
  '」': '"',
  '『': '"',
  '』': '"',
  '‘': "'",
  '’': "'",
  '′': "'",
  '（': '(',
  '）': ')',
  '【': '[',
  '】': ']',
  '｛': '{',
  '｝': '}',
  '，': ',',
  '、': ',',
  '。': '.',
  '：': ':',
  '；': ';',
  '＝': '=',
  '！': '!',
  '＃': '#',
  '＿': '_',
  '＊': '*',
  '／': '/',
  '–': '-',
  '—': '--',
  '−': '-',
  '－': '-',
  '\u3000': ' ',
  '\u00a0': ' ',
};

const isQuote = (ch: string): boolean => PLAIN[ch] === '"' || PLAIN[ch] === "'";

function plainOf(ch: string): string | null {
  const known = PLAIN[ch];
  if (known !== undefined) return known;
  // Full-width letters and digits stand 0xFEE0 above the plain ones.
  const code = ch.charCodeAt(0);
  return (code >= 0xff10 && code <= 0xff19) || (code >= 0xff21 && code <= 0xff5a)
    ? String.fromCharCode(code - 0xfee0)
    : null;
}

/**
 * @param code the lines with the insides of true strings and comments blanked
 * @returns one slip per line: all its impostors are replaced at once
 */
export function characterSlips(code: readonly string[]): Slip[] {
  return code.flatMap((line, i) => {
    const places: { at: number; ch: string; plain: string }[] = [];
    let open = '';
    for (let at = 0; at < line.length; at++) {
      const ch = line[at] ?? '';
      const plain = plainOf(ch);
      if (plain === null) continue;
      // Between curly quotes stands what is meant as text: only the quotes themselves are wrong there.
      if (isQuote(ch)) open = open === '' ? plain : open === plain ? '' : open;
      else if (open !== '') continue;
      places.push({ at, ch, plain });
    }
    const [first] = places;
    if (first === undefined) return [];
    const number = i + 1;
    const invisible = first.plain === ' ';
    const quotes = places.some(({ ch }) => isQuote(ch));
    return [
      slip(
        quotes ? 'smart-quotes' : 'full-width',
        'error',
        { line: number, from: first.at, to: (places.at(-1)?.at ?? first.at) + 1 },
        quotes
          ? [
              `${first.ch} is a quotation mark for prose. Code needs the straight ${first.plain}.`,
              `${first.ch} 是文章用的引號，程式碼要用半形的 ${first.plain}。`,
            ]
          : invisible
            ? [
                'This space is not a plain one; the program takes it for a letter.',
                '這個空白不是一般的半形空白，程式會把它當成字元。',
              ]
            : [
                `${first.ch} only looks like ${first.plain}. Code needs the plain character.`,
                `${first.ch} 只是看起來像 ${first.plain}，程式碼要用半形字元。`,
              ],
        {
          title: ['Use plain characters on this line', '這一行改用半形字元'],
          edits: places.map(({ at, plain }) => onLine(number, at + 1, at + 2, plain)),
        },
      ),
    ];
  });
}
