/** What can be written at a place, from the same tables. */
import { DIRECTIVE_DOCS } from '../programs/nginx/conf/docs/index.ts';
import { directiveSpecs } from '../programs/nginx/conf/table/table.ts';
import { DOCS } from '../programs/gunicorn/settings/docs.ts';
import { SETTINGS } from '../programs/gunicorn/settings/index.ts';
import { repr } from '../programs/gunicorn/value.ts';
import { DOCUMENTED } from '../programs/systemd/table/docs.ts';
import { nginxFacts, sectionAt, settingFacts, unitFacts } from './explain.ts';
import { kindOf, type Both, type Suggestion } from './model.ts';
import { blocksAt } from './nginx-lines.ts';
import { LOCATION_SIGNS, NGINX_VARIABLES, UNIT_SECTIONS } from './words.ts';

const value = (label: string, text: Both | null = null): Suggestion => ({
  label,
  kind: 'value',
  insert: label,
  text,
  facts: [],
});

/** The context of the table that a list of open blocks means. */
function contextOf(blocks: readonly string[]): string {
  const [outer, inner] = [blocks.at(-2), blocks.at(-1)];
  if (inner === undefined) return 'main';
  if (inner === 'if') return outer === 'server' ? 'if in server' : 'if in location';
  return inner;
}

function inNginx(text: string, line: number, before: string): readonly Suggestion[] {
  if (/\$\{?\w*$/.test(before))
    return Object.entries(NGINX_VARIABLES).map(([name, about]) => ({
      label: `$${name}`,
      kind: 'variable',
      insert: `$${name}`,
      text: about,
      facts: [],
    }));
  const words = before.slice(Math.max(...[';', '{', '}'].map((end) => before.lastIndexOf(end))) + 1).trimStart();
  const [head = ''] = words.split(/\s+/);
  if (/\s/.test(words)) {
    if (head === 'location' && /^location\s+\S*$/.test(words))
      return Object.entries(LOCATION_SIGNS).map(([sign, about]) => value(sign, about));
    return directiveSpecs(head).flatMap(({ kind, detail }) =>
      kind === 'flag'
        ? ['on', 'off'].map((one) => value(one))
        : kind === 'enum'
          ? detail.split(',').map((one) => value(one))
          : [],
    );
  }
  const context = contextOf(blocksAt(text, line));
  return [...DIRECTIVE_DOCS.values()]
    .filter((doc) => doc.contexts.includes(context))
    .map((doc) => ({
      label: doc.name,
      kind: 'directive',
      insert: doc.block ? `${doc.name} ` : `${doc.name} `,
      text: doc.en === '' ? null : { en: doc.en, zh: doc.zhTW },
      facts: nginxFacts(doc.name),
    }));
}

const CLASSES = ['sync', 'gthread', 'gevent', 'asgi'];
const LEVELS = ['debug', 'info', 'warning', 'error', 'critical'];

function inGunicorn(before: string): readonly Suggestion[] {
  const given = /^(\w+)\s*=\s*(["']?)\w*$/.exec(before);
  if (given !== null) {
    const quote = given[2] === '' ? '"' : '';
    const words = given[1] === 'worker_class' ? CLASSES : given[1] === 'loglevel' ? LEVELS : [];
    const setting = SETTINGS.find((one) => one.name === given[1]);
    if (setting?.validator === 'bool') return ['True', 'False'].map((one) => value(one));
    return words.map((word) => ({ ...value(word), insert: `${quote}${word}${quote}` }));
  }
  if (!/^\w*$/.test(before)) return [];
  return SETTINGS.map((setting) => {
    const [en, zh] = DOCS[setting.name] ?? ['', ''];
    const hook = setting.section.endsWith('Hooks');
    const plain = typeof setting.default === 'number' || typeof setting.default === 'boolean';
    return {
      label: setting.name,
      kind: 'directive',
      insert: hook ? setting.name : `${setting.name} = ${plain ? repr(setting.default) : ''}`,
      text: en === '' ? null : { en, zh },
      facts: settingFacts(setting),
    };
  });
}

function flags(): readonly Suggestion[] {
  return SETTINGS.flatMap((setting) => {
    const flag = setting.cli?.at(-1);
    const [en, zh] = DOCS[setting.name] ?? ['', ''];
    return flag === undefined
      ? []
      : [{ label: flag, kind: 'directive' as const, insert: flag, text: { en, zh }, facts: settingFacts(setting) }];
  });
}

function inUnit(lines: readonly string[], line: number, before: string): readonly Suggestion[] {
  if (/^\s*\[\w*$/.test(before))
    return Object.entries(UNIT_SECTIONS).map(([name, text]) => ({
      label: `[${name}]`,
      kind: 'section',
      insert: `[${name}]`,
      text,
      facts: [],
    }));
  const section = sectionAt(lines, line);
  const own = DOCUMENTED.filter((one) => one.section === section);
  const given = /^\s*(\w+)\s*=\s*(.*)$/.exec(before);
  if (given === null) {
    return own.map((one) => ({
      label: one.key,
      kind: 'directive',
      insert: `${one.key}=`,
      text: one.doc ?? null,
      facts: unitFacts(one),
    }));
  }
  if (/gunicorn\b.*\s-[\w-]*$/.test(given[2] ?? '')) return flags();
  const kind = own.find((one) => one.key === given[1])?.kind;
  if (typeof kind === 'object')
    return [...(kind.bool === true ? ['yes', 'no'] : []), ...kind.of].map((one) => value(one));
  if (kind === 'bool' || kind === 'fatal-bool') return ['yes', 'no'].map((one) => value(one));
  return given[1] === 'WantedBy' ? [value('multi-user.target')] : [];
}

/** What fits at a place (line and column from 1); the editor narrows it down to what has been typed. */
export function complete(path: string, text: string, line: number, column: number): readonly Suggestion[] {
  const lines = text.split('\n');
  const before = (lines[line - 1] ?? '').slice(0, column - 1);
  switch (kindOf(path)) {
    case 'nginx':
      return /#/.test(before) ? [] : inNginx(text, line, before);
    case 'gunicorn':
      return inGunicorn(before);
    case 'unit':
      return /^\s*[#;]/.test(before) ? [] : inUnit(lines, line, before);
    case 'python':
    case 'text':
      return [];
  }
}
