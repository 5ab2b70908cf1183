/** Documentation of directives joined with the table: for completion and hover in the editor. */
import { directiveSpecs, DIRECTIVES, type ContextLetter } from '../table/table.ts';
import { ACTS } from './acts.ts';
import { FURTHER_DOCS } from './further.ts';
import { MODULE_DOCS } from './modules.ts';
import { SERVER_DOCS } from './server.ts';

export interface DirectiveDoc {
  readonly name: string;
  /** As written in a file; empty for none. */
  readonly defaultValue: string;
  readonly en: string;
  readonly zhTW: string;
  /** Where it may stand. */
  readonly contexts: readonly string[];
  readonly block: boolean;
  /** It has its effect here; false: it is checked, and nothing more. */
  readonly acts: boolean;
}

const CONTEXTS: Record<ContextLetter, string> = {
  m: 'main',
  e: 'events',
  h: 'http',
  s: 'server',
  l: 'location',
  u: 'upstream',
  S: 'if in server',
  L: 'if in location',
  x: 'limit_except',
};

const isLetter = (ch: string): ch is ContextLetter => ch in CONTEXTS;

function contextsOf(name: string): string[] {
  const letters = new Set(
    directiveSpecs(name).flatMap((s) => (s.contexts === '*' ? Object.keys(CONTEXTS) : [...s.contexts])),
  );
  return [...letters].flatMap((ch) => (isLetter(ch) ? [CONTEXTS[ch]] : []));
}

const texts = new Map(
  `${SERVER_DOCS}\n${MODULE_DOCS}\n${FURTHER_DOCS}`
    .split('\n')
    .filter((line) => line.includes(' | '))
    .map((line) => {
      const [name = '', defaultValue = '', en = '', zhTW = ''] = line.split(' | ').map((part) => part.trim());
      return [name, { defaultValue, en, zhTW }] as const;
    }),
);

const SIBLINGS: Readonly<Record<string, string>> = {
  fastcgi: 'FastCGI',
  uwsgi: 'uwsgi',
  scgi: 'SCGI',
  grpc: 'gRPC',
  memcached: 'memcached',
};

/** What has no text of its own but a sibling among proxy_…: the same, for another protocol. */
function textOf(name: string): { readonly defaultValue: string; readonly en: string; readonly zhTW: string } {
  const own = texts.get(name);
  if (own !== undefined) return own;
  const [, family = '', rest = ''] = /^([a-z]+)_(\w+)$/.exec(name) ?? [];
  const protocol = SIBLINGS[family];
  const base = texts.get(`proxy_${rest}`);
  if (protocol === undefined || base === undefined) return { defaultValue: '', en: '', zhTW: '' };
  return {
    defaultValue: base.defaultValue,
    en: `As proxy_${rest}, for ${protocol}: ${base.en}`,
    zhTW: `與 proxy_${rest} 相同，用於 ${protocol}：${base.zhTW}`,
  };
}

/** Every directive of this build; those without a text of their own still have contexts. */
export const DIRECTIVE_DOCS: ReadonlyMap<string, DirectiveDoc> = new Map(
  [...new Set(DIRECTIVES.map((d) => d.name))].map((name) => {
    return [
      name,
      {
        name,
        ...textOf(name),
        contexts: contextsOf(name),
        block: directiveSpecs(name).some((s) => s.block),
        acts: ACTS.has(name),
      },
    ];
  }),
);
