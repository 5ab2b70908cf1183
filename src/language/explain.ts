/** What the word at a place means, from the tables that the programs run by. */
import { DIRECTIVE_DOCS } from '../programs/nginx/conf/docs/index.ts';
import { DOCS } from '../programs/gunicorn/settings/docs.ts';
import { SETTING, SETTINGS, type Setting } from '../programs/gunicorn/settings/index.ts';
import { repr } from '../programs/gunicorn/value.ts';
import { DOCUMENTED } from '../programs/systemd/table/docs.ts';
import type { Directive } from '../programs/systemd/table/kinds.ts';
import { kindOf, type CommandWord, type Explanation, type Fact } from './model.ts';
import { LOCATION_SIGNS, NGINX_VARIABLES, PYTHON_WORDS, UNIT_SECTIONS } from './words.ts';

interface Word {
  readonly text: string;
  /** Columns from 0. */
  readonly from: number;
  readonly to: number;
}

/** The piece of the line that a column (from 0) is in, out of those that `pattern` finds. */
function wordAt(line: string, column: number, pattern: RegExp): Word | null {
  for (const match of line.matchAll(pattern)) {
    const to = match.index + match[0].length;
    if (match.index <= column && column <= to) return { text: match[0], from: match.index, to };
  }
  return null;
}

const about = (word: Word, text: Explanation['text'], facts: readonly Fact[] = []): Explanation => ({
  name: word.text,
  text,
  facts: facts.filter((fact) => fact.value !== ''),
  column: word.from + 1,
  endColumn: word.to + 1,
});

export function nginxFacts(name: string): readonly Fact[] {
  const doc = DIRECTIVE_DOCS.get(name);
  if (doc === undefined) return [];
  return [
    { kind: 'default', value: doc.defaultValue },
    { kind: 'contexts', value: doc.contexts.join(', ') },
  ];
}

function inNginx(line: string, column: number): Explanation | null {
  const variable = wordAt(line, column, /\$\{?\w+\}?/g);
  const known = variable === null ? undefined : NGINX_VARIABLES[variable.text.replaceAll(/[${}]/g, '')];
  if (variable !== null && known !== undefined) return about(variable, known);
  const sign = wordAt(line, column, /(?<=location\s+)(?:=|\^~|~\*|~)(?=\s)/g);
  const meaning = sign === null ? undefined : LOCATION_SIGNS[sign.text];
  if (sign !== null && meaning !== undefined) return about(sign, meaning);
  const word = wordAt(line, column, /[a-z_]\w*/g);
  const doc = word === null ? undefined : DIRECTIVE_DOCS.get(word.text);
  // The same word may be a value: a directive stands first.
  if (word === null || doc === undefined || doc.en === '' || !/(?:^|[;{}])\s*$/.test(line.slice(0, word.from)))
    return null;
  return about(word, { en: doc.en, zh: doc.zhTW }, nginxFacts(word.text));
}

export function settingFacts(setting: Setting): readonly Fact[] {
  return [
    {
      kind: 'default',
      value: setting.default === null ? 'None' : setting.section.endsWith('Hooks') ? '' : repr(setting.default),
    },
    { kind: 'flags', value: (setting.cli ?? []).join(', ') },
    { kind: 'source', value: `gunicorn 26.2 · ${setting.section}` },
  ];
}

function ofSetting(word: Word, setting: Setting | undefined): Explanation | null {
  const doc = setting === undefined ? undefined : DOCS[setting.name];
  if (setting === undefined || doc === undefined) return null;
  const [en, zh] = doc;
  return { ...about(word, { en, zh }, settingFacts(setting)), name: setting.name };
}

const byFlag: ReadonlyMap<string, Setting> = new Map(
  SETTINGS.flatMap((setting) => (setting.cli ?? []).map((flag) => [flag, setting] as const)),
);

/** The setting of a flag in any of its spellings: `-w`, `-w4`, `--workers=4`, `--work`. */
function settingOfFlag(text: string): Setting | undefined {
  const name = text.split('=')[0] ?? '';
  if (!name.startsWith('-')) return undefined;
  if (!name.startsWith('--')) return byFlag.get(name.slice(0, 2));
  const exact = byFlag.get(name);
  if (exact !== undefined) return exact;
  const near = [...byFlag].filter(([flag]) => flag.startsWith(name));
  return near.length === 1 ? near[0]?.[1] : undefined;
}

/** A command line, word by word; `gunicorn`'s flags are explained from its settings. */
export function commandWords(argv: readonly string[]): readonly CommandWord[] {
  const program = (argv[0] ?? '').split('/').at(-1);
  return argv.map((text, i) => ({
    text,
    about:
      i === 0 || program !== 'gunicorn' ? null : ofSetting({ text, from: 0, to: text.length }, settingOfFlag(text)),
  }));
}

const valuesOf = ({ kind }: Directive): string => {
  if (typeof kind === 'object') return [...(kind.bool === true ? ['yes', 'no'] : []), ...kind.of].join(', ');
  return kind === 'bool' || kind === 'fatal-bool' ? 'yes, no' : '';
};

export const unitFacts = (one: Directive): readonly Fact[] => [
  { kind: 'default', value: one.default ?? '' },
  { kind: 'values', value: valuesOf(one) },
  { kind: 'section', value: `[${one.section}]` },
];

/** The section that a line of a unit file stands in. */
export function sectionAt(lines: readonly string[], line: number): string {
  for (let i = line - 1; i >= 0; i--) {
    const name = /^\s*\[([^\]]+)\]/.exec(lines[i] ?? '')?.[1];
    if (name !== undefined) return name;
  }
  return '';
}

function inUnit(lines: readonly string[], line: number, column: number): Explanation | null {
  const text = lines[line - 1] ?? '';
  const header = wordAt(text, column, /(?<=^\s*\[)\w+/g);
  const section = header === null ? undefined : UNIT_SECTIONS[header.text];
  if (header !== null && section !== undefined) return about(header, section);
  const flag = /gunicorn/.test(text) ? wordAt(text, column, /(?<=\s)-[^\s]+/g) : null;
  const setting = flag === null ? null : ofSetting(flag, settingOfFlag(flag.text));
  if (setting !== null) return setting;
  const key = wordAt(text, column, /^\s*[A-Za-z]\w*(?=\s*=)/g);
  if (key === null) return null;
  const home = sectionAt(lines, line);
  const found = DOCUMENTED.find((one) => one.section === home && one.key === key.text.trim());
  return found?.doc === undefined ? null : about(key, found.doc, unitFacts(found));
}

function inPython(line: string, column: number): Explanation | null {
  const dotted = wordAt(line, column, /wsgi\.\w+/g);
  const word = dotted ?? wordAt(line, column, /[A-Za-z_]\w*/g);
  const known = word === null ? undefined : Object.entries(PYTHON_WORDS).find(([name]) => name === word.text)?.[1];
  return word === null || known === undefined ? null : about(word, known);
}

/** The meaning of the word at a place (line and column from 1), or null. */
export function explain(path: string, text: string, line: number, column: number): Explanation | null {
  const lines = text.split('\n');
  const here = lines[line - 1] ?? '';
  switch (kindOf(path)) {
    case 'nginx':
      return inNginx(here, column - 1);
    case 'gunicorn': {
      const word = wordAt(here, column - 1, /^[a-z_]\w*(?=\s*=)|(?<=^def\s+)\w+/g);
      return (word === null ? null : ofSetting(word, SETTING.get(word.text))) ?? inPython(here, column - 1);
    }
    case 'unit':
      return inUnit(lines, line, column - 1);
    case 'python':
      return inPython(here, column - 1);
    case 'text':
      return null;
  }
}
