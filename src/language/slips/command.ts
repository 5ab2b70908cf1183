/** Slips on a gunicorn command line: in a unit file's ExecStart, or wherever one is written. */
import { parseArgs } from '../../programs/gunicorn/cli.ts';
import { SETTINGS } from '../../programs/gunicorn/settings/index.ts';
import { onLine, type Slip } from '../model.ts';
import { nearest, slip } from './make.ts';

const FLAGS: readonly string[] = SETTINGS.flatMap((one) => one.cli ?? []);

interface Found {
  readonly text: string;
  /** Column from 0. */
  readonly at: number;
}

const wordsOf = (line: string, from: number): readonly Found[] =>
  [...line.slice(from).matchAll(/\S+/g)].map((match) => ({ text: match[0], at: from + match.index }));

const LONG_OF: Readonly<Record<string, string>> = { '-w': 'workers', '-b': 'bind' };

/** `-w 127.0.0.1:8000`, `-b 4`: each has got what belongs to the other. */
function swapped(flag: Found, value: Found, line: number): Slip | null {
  const address = /^(?:unix:|[\w.]*:\d+$|\d+\.\d+\.\d+\.\d+)/.test(value.text);
  const number = /^\d{1,3}$/.test(value.text);
  const wrong = (flag.text === '-w' && address) || (flag.text === '-b' && number);
  if (!wrong) return null;
  const right = flag.text === '-w' ? '-b' : '-w';
  return slip(
    'flags-swapped',
    'error',
    { line, from: flag.at, to: value.at + value.text.length },
    [
      `${flag.text} is ${LONG_OF[flag.text]}; ${value.text} belongs to ${right} (${LONG_OF[right]}).`,
      `${flag.text} 是 ${LONG_OF[flag.text]}，而 ${value.text} 該給 ${right}（${LONG_OF[right]}）。`,
    ],
    { title: [`Use ${right}`, `改用 ${right}`], edits: [onLine(line, flag.at + 1, flag.at + 3, right)] },
  );
}

function umaskSlip(word: Found, line: number): Slip | null {
  const match = /^(0[0-7]*)([A-Za-z_][\w.]*(?::\w+)?)$/.exec(word.text);
  if (match === null) return null;
  const at = word.at + (match[1]?.length ?? 0);
  return slip(
    'umask-glued',
    'error',
    { line, from: word.at, to: word.at + word.text.length },
    [
      `A space is missing: gunicorn would read ${word.text} as one number. “invalid auto_int value”.`,
      `少了一個空白：gunicorn 會把 ${word.text} 整個當成數字，錯誤訊息是「invalid auto_int value」。`,
    ],
    { title: ['Put a space between', '中間加空白'], edits: [onLine(line, at + 1, at + 1, ' ')] },
  );
}

/** `-w4-b`: everything behind the letter is its value. */
function gluedSlip(word: Found, line: number): Slip | null {
  const match = /^-w(\d+)(-\w)$/.exec(word.text);
  if (match === null) return null;
  const at = word.at + 2 + (match[1]?.length ?? 0);
  return slip(
    'flags-glued',
    'error',
    { line, from: word.at, to: word.at + word.text.length },
    [
      'Everything after -w is its value. The next flag needs a space before it.',
      '-w 後面緊接的全部都是它的值，下一個選項前面要有空白。',
    ],
    { title: ['Put a space between', '中間加空白'], edits: [onLine(line, at + 1, at + 1, ' ')] },
  );
}

function flagSlip(word: Found, line: number): Slip | null {
  const dash = /^[–—−](?=\w)/.exec(word.text);
  if (dash !== null) return null;
  const name = /^--[\w-]+/.exec(word.text)?.[0];
  if (name === undefined || FLAGS.some((flag) => flag.startsWith(name)) || ['--help', '--version'].includes(name))
    return null;
  const meant = FLAGS.find((flag) => flag === name.replaceAll('_', '-')) ?? nearest(name, FLAGS);
  return slip(
    'unknown-flag',
    'error',
    { line, from: word.at, to: word.at + name.length },
    [`gunicorn has no ${name}: “unrecognized arguments”.`, `gunicorn 沒有 ${name}：「unrecognized arguments」。`],
    meant === null
      ? undefined
      : {
          title: [`Use ${meant}`, `改用 ${meant}`],
          edits: [onLine(line, word.at + 1, word.at + name.length + 1, meant)],
        },
  );
}

function appSlip(word: Found, line: number): Slip | null {
  const match = /^([\w.]+)\.py(:\w+)?$/.exec(word.text);
  if (match === null) return null;
  const right = `${match[1] ?? ''}${match[2] ?? ''}`;
  return slip(
    'module-not-file',
    'error',
    { line, from: word.at, to: word.at + word.text.length },
    ['This names a module to import, not a file: without .py.', '這裡寫的是要 import 的模組，不是檔名：不要加 .py。'],
    {
      title: [`Write ${right}`, `改成 ${right}`],
      edits: [onLine(line, word.at + 1, word.at + word.text.length + 1, right)],
    },
  );
}

/**
 * @param text one whole line
 * @param from column (from 0) where the arguments behind the program begin
 * @param number the line's number
 */
export function commandSlips(text: string, from: number, number: number): Slip[] {
  const words = wordsOf(text, from);
  const found = words.flatMap((word, i) => {
    const next = words[i + 1];
    const before = words[i - 1]?.text ?? '';
    const takes = before.startsWith('-') && !before.includes('=') && before !== '-D' && !before.startsWith('--no-');
    return [
      (word.text === '-w' || word.text === '-b') && next ? swapped(word, next, number) : null,
      before === '-m' || before === '--umask' ? umaskSlip(word, number) : null,
      gluedSlip(word, number),
      flagSlip(word, number),
      takes ? null : appSlip(word, number),
    ].filter((one) => one !== null);
  });
  if (found.length > 0 || words.length === 0) return found;
  const parsed = parseArgs(words.map((word) => word.text));
  if (parsed.kind !== 'error') return [];
  const words_ = `gunicorn: error: ${parsed.message}`;
  return [slip('bad-command', 'error', { line: number, from, to: text.trimEnd().length }, [words_, words_])];
}
