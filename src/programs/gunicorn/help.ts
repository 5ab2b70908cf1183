/** `gunicorn --help`, laid out as argparse does: flags in two columns, 24 wide, lines of at most 78. */
import { SETTINGS, type Setting } from './settings/index.ts';
import { DOCS } from './settings/docs.ts';
import { str } from './value.ts';

export const USAGE = '[OPTIONS] [APP_MODULE]';
const COLUMN = 24;
const WIDTH = 78;

export function helpText(prog: string): string {
  const rows = [
    row('-h, --help', 'show this help message and exit'),
    row('-v, --version', "show program's version number and exit"),
    ...SETTINGS.flatMap((s) => (s.cli ? [row(flags(s, s.cli), `${DOCS[s.name]?.[0] ?? ''} [${str(s.default)}]`)] : [])),
  ];
  return `usage: ${prog} ${USAGE}\n\noptions:\n${rows.join('')}`;
}

function flags(setting: Setting, cli: readonly string[]): string {
  if (setting.action === 'store_true' || setting.action === 'store_const') return cli.join(', ');
  const meta = setting.meta ?? setting.name.toUpperCase();
  return cli.map((flag) => `${flag} ${setting.optional ? `[${meta}]` : meta}`).join(', ');
}

function row(left: string, right: string): string {
  const lines = wrap(right, WIDTH - COLUMN);
  const head = `  ${left}`;
  const indent = ' '.repeat(COLUMN);
  if (head.length > COLUMN - 2) return [head, ...lines.map((l) => indent + l)].join('\n') + '\n';
  return [head.padEnd(COLUMN) + (lines[0] ?? ''), ...lines.slice(1).map((l) => indent + l)].join('\n') + '\n';
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
