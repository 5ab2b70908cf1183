/**
 * Everything that the models know by name, as one list: directives of nginx, settings of gunicorn, directives of units,
 * words of WSGI and ASGI. Generated from the tables that the programs run by; nothing is listed that they do not know.
 */
import { DIRECTIVE_DOCS } from '../programs/nginx/conf/docs/index.ts';
import { DOCS } from '../programs/gunicorn/settings/docs.ts';
import { SETTINGS } from '../programs/gunicorn/settings/index.ts';
import { INERT } from '../programs/gunicorn/settings/inert.ts';
import { repr } from '../programs/gunicorn/value.ts';
import { DOCUMENTED } from '../programs/systemd/table/docs.ts';
import { nginxFacts, settingFacts, unitFacts } from './explain.ts';
import type { Both, Fact } from './model.ts';
import { NGINX_VARIABLES, PYTHON_WORDS } from './words.ts';

export type ReferenceKind = 'nginx' | 'variable' | 'gunicorn' | 'unit' | 'python';

export interface ReferenceEntry {
  readonly kind: ReferenceKind;
  readonly name: string;
  /** Empty texts where only name and place are known. */
  readonly text: Both;
  readonly facts: readonly Fact[];
  /** It has its effect here; false: it is read and checked, and nothing more. */
  readonly acts: boolean;
  /** A line to try, and the file that it belongs in; null where one alone says nothing. */
  readonly example: { readonly line: string; readonly path: string } | null;
}

const NGINX_FILE = '/etc/nginx/nginx.conf';
const GUNICORN_FILE = '/srv/diner/gunicorn.conf.py';

/** Where the default can be no line of its own, or is what the lesson has already: one whose effect is seen. */
const TELLING: Readonly<Record<string, string>> = {
  proxy_set_header: 'Host $host',
  proxy_redirect: 'off',
  proxy_read_timeout: '1s',
  gzip_types: 'text/css',
  ssi_types: 'text/css',
  charset_types: 'text/css',
  sub_filter_types: 'text/css',
  addition_types: 'text/css',
  workers: '3',
  threads: '4',
  timeout: '1',
  max_requests: '2',
  worker_class: "'gevent'",
};

const nginx = (): ReferenceEntry[] =>
  [...DIRECTIVE_DOCS.values()].map((doc) => ({
    kind: 'nginx',
    name: doc.name,
    text: { en: doc.en, zh: doc.zhTW },
    facts: nginxFacts(doc.name).filter((fact) => fact.value !== ''),
    acts: doc.acts,
    example:
      doc.block || doc.defaultValue === '' || !doc.contexts.includes('server')
        ? null
        : { line: `${doc.name} ${TELLING[doc.name] ?? doc.defaultValue};`, path: NGINX_FILE },
  }));

const gunicorn = (): ReferenceEntry[] =>
  SETTINGS.map((setting) => {
    const [en = '', zh = ''] = DOCS[setting.name] ?? [];
    const tried = setting.default === null || setting.section.endsWith('Hooks');
    return {
      kind: 'gunicorn',
      name: setting.name,
      text: { en, zh },
      facts: settingFacts(setting).filter((fact) => fact.value !== ''),
      acts: !INERT.has(setting.name),
      example: tried
        ? null
        : { line: `${setting.name} = ${TELLING[setting.name] ?? repr(setting.default)}`, path: GUNICORN_FILE },
    };
  });

const words = (kind: ReferenceKind, table: Readonly<Record<string, Both>>, sign = ''): ReferenceEntry[] =>
  Object.entries(table).map(([name, text]) => ({
    kind,
    name: sign + name,
    text,
    facts: [],
    acts: true,
    example: null,
  }));

const units = (): ReferenceEntry[] =>
  DOCUMENTED.map((one) => ({
    kind: 'unit',
    name: `${one.key}=`,
    text: one.doc ?? { en: '', zh: '' },
    facts: unitFacts(one).filter(({ value }) => value !== ''),
    // What is taken as it is has no effect on the machine.
    acts: one.kind !== 'any',
    example: null,
  }));

/** In the order of the tables. */
export const reference = (): readonly ReferenceEntry[] => [
  ...nginx(),
  ...words('variable', NGINX_VARIABLES, '$'),
  ...gunicorn(),
  ...units(),
  ...words('python', PYTHON_WORDS),
];
