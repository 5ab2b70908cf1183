/** `uvicorn --help` and usage errors in click's layout (click 8 formatting.py, 80 columns). */
import { OPTIONS, type Option } from './options.ts';

const USAGE = 'Usage: uvicorn [OPTIONS] APP';

const WIDTH = 80;

export function helpText(): string {
  const rows = OPTIONS.map((o) => [shownFlag(o), shownDoc(o)] as const);
  const column = Math.min(Math.max(...rows.map(([flag]) => flag.length)), 30) + 4;
  const lines = rows.flatMap(([flag, doc]) => {
    const wrapped = wrap(doc, WIDTH - 2 - column);
    const first = `  ${flag}`;
    const indent = ' '.repeat(column);
    return first.length + 2 <= column
      ? [first.padEnd(column) + (wrapped[0] ?? ''), ...wrapped.slice(1).map((l) => indent + l)]
      : [first, ...wrapped.map((l) => indent + l)];
  });
  return `${USAGE}\n\nOptions:\n${lines.map((l) => l.trimEnd()).join('\n')}\n`;
}

/** click's complaint. The parser, which counts the values of options, knows no command whose usage it could show. */
export const usageError = (message: string): string =>
  `${/ (?:requires an argument|does not take a value)\.$/.test(message) ? '' : `${USAGE}\nTry 'uvicorn --help' for help.\n\n`}Error: ${message}\n`;

function shownFlag(option: Option): string {
  const { type } = option;
  switch (type.kind) {
    case 'flag':
      return type.off === null ? option.flag : `${option.flag} / ${type.off}`;
    case 'choice':
      return `${option.flag} [${type.choices.join('|')}]`;
    case 'named':
      return `${option.flag} [${type.names.join('|')}]`;
    case 'int':
    case 'range':
      return `${option.flag} INTEGER`;
    case 'float':
      return `${option.flag} FLOAT`;
    case 'path':
    case 'dir':
    case 'file':
      return `${option.flag} PATH`;
    case 'text':
      return `${option.flag} TEXT`;
  }
}

function shownDoc(option: Option): string {
  const fallback =
    option.type.kind === 'flag' || option.default === null || option.default === ''
      ? ''
      : `  [default: ${String(option.default)}]`;
  return option.en + (option.modelled === 'no' ? ' (Not modelled here.)' : '') + fallback;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
