/** Strings with variables (nginx's "complex values"): `$name`, `${name}` and captures `$1` to `$9`. */
export type TemplatePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'capture'; readonly index: number };

export interface Template {
  readonly source: string;
  readonly parts: readonly TemplatePart[];
}

export const hasVariables = (t: Template): boolean => t.parts.some((p) => p.type !== 'text');

/** `fail` is called with nginx's own message and must not return. */
export function compileTemplate(source: string, fail: (message: string) => never): Template {
  const parts: TemplatePart[] = [];
  let at = 0;
  while (at < source.length) {
    if (source.charAt(at) !== '$') {
      const end = source.indexOf('$', at);
      parts.push({ type: 'text', text: source.slice(at, end < 0 ? undefined : end) });
      at = end < 0 ? source.length : end;
      continue;
    }
    at++;
    if (at === source.length) fail('invalid variable name');
    if (/[1-9]/.test(source.charAt(at))) {
      parts.push({ type: 'capture', index: Number(source.charAt(at++)) });
      continue;
    }
    const bracket = source.charAt(at) === '{';
    if (bracket && ++at === source.length) fail('invalid variable name');
    const name = /^[A-Za-z0-9_]*/.exec(source.slice(at))?.[0] ?? '';
    at += name.length;
    if (bracket && (at === source.length || source.charAt(at) !== '}'))
      fail(`the closing bracket in "${name}" variable is missing`);
    if (bracket) at++;
    if (name === '') fail('invalid variable name');
    parts.push({ type: 'variable', name });
  }
  return { source, parts };
}

export function evaluate(t: Template, variable: (name: string) => string, capture: (index: number) => string): string {
  let out = '';
  for (const p of t.parts)
    out += p.type === 'text' ? p.text : p.type === 'variable' ? variable(p.name) : capture(p.index);
  return out;
}
