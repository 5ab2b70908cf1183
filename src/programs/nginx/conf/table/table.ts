/**
 * The directive table: one source for `nginx -t`, for the editor's completion and hover, and for inheritance.
 * Each row reads: name, contexts, arguments, kind of value.
 *
 * Contexts: m main, e events, h http, s server, l location, u upstream, S `if` in server, L `if` in location,
 * x limit_except, * anywhere. Arguments: `{` a block, digits the numbers allowed, `1+` and `2+` at least so many.
 * The kind names how nginx reads the value; `own` means a rule of that directive's own.
 */
import { BACKENDS_DIRECTIVES } from './backends.ts';
import { CORE_DIRECTIVES } from './core.ts';
import { HTTP_DIRECTIVES } from './http.ts';
import { MODULES_DIRECTIVES } from './modules.ts';
import { PROXY_DIRECTIVES } from './proxy.ts';

export type ContextLetter = 'm' | 'e' | 'h' | 's' | 'l' | 'u' | 'S' | 'L' | 'x';

export interface DirectiveSpec {
  readonly name: string;
  /** Letters of the contexts, or `*`. */
  readonly contexts: string;
  readonly block: boolean;
  /** How many arguments are right. */
  readonly arity: { readonly exact: readonly number[]; readonly atLeast: number | null };
  readonly kind: string;
  /** What follows the colon of the kind: the words of an enum, the bounds of a number. */
  readonly detail: string;
}

function parseRow(row: string): DirectiveSpec {
  const [name = '', contexts = '', args = '', kindText = ''] = row.split(' ');
  const colon = kindText.indexOf(':');
  const plain = args.replace('{', '');
  const more = plain.endsWith('+');
  return {
    name,
    contexts,
    block: args.startsWith('{'),
    arity: { exact: more ? [] : [...plain].map(Number), atLeast: more ? Number(plain.slice(0, -1)) : null },
    kind: colon < 0 ? kindText : kindText.slice(0, colon),
    detail: colon < 0 ? '' : kindText.slice(colon + 1),
  };
}

const SOURCES = [CORE_DIRECTIVES, HTTP_DIRECTIVES, MODULES_DIRECTIVES, PROXY_DIRECTIVES, BACKENDS_DIRECTIVES];

/** All directives in the order of nginx's modules; a name may occur twice, for different contexts. */
export const DIRECTIVES: readonly DirectiveSpec[] = SOURCES.flatMap((text) => text.trim().split('\n').map(parseRow));

const byName = new Map<string, DirectiveSpec[]>();
for (const spec of DIRECTIVES) byName.set(spec.name, [...(byName.get(spec.name) ?? []), spec]);

export const directiveSpecs = (name: string): readonly DirectiveSpec[] => byName.get(name) ?? [];

export const allowedIn = (spec: DirectiveSpec, context: ContextLetter): boolean =>
  spec.contexts === '*' || spec.contexts.includes(context);

export function arityOk(spec: DirectiveSpec, count: number): boolean {
  if (spec.arity.atLeast !== null) return count >= spec.arity.atLeast;
  return spec.arity.exact.includes(count);
}
