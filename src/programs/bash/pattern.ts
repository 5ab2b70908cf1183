/** Shell patterns as regular expressions (bash(1), Pattern Matching). */

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  space: '\\s',
  blank: ' \\t',
  upper: 'A-Z',
  lower: 'a-z',
  punct: '!-/:-@[-`{-~',
  xdigit: '0-9A-Fa-f',
};

/** `[:digit:]` inside brackets, as ranges; for `=~` too. */
export const withClasses = (source: string): string =>
  source.replace(/\[:(\w+):\]/g, (all, name: string) => CLASSES[name] ?? all);

/** Characters of a pattern that stand for themselves are escaped with a backslash. */
export const literal = (text: string): string => text.replace(/[\\*?[\]()|!+@]/g, '\\$&');

/** One path component; `extended`: `?(…) *(…) +(…) @(…) !(…)` too, as `shopt -s extglob` and `[[ ]]` read them. */
export function patternToRegExp(pattern: string, { whole = true, extended = true } = {}): RegExp {
  const source = sourceOf(pattern, extended);
  return new RegExp(whole ? `^(?:${source})$` : source, 's');
}

function sourceOf(pattern: string, extended: boolean): string {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    const group = extended && '?*+@!'.includes(c) && pattern[i + 1] === '(' ? alternatives(pattern, i + 2) : null;
    const set = c === '[' ? bracket(pattern, i) : null;
    if (group) {
      const inner = group.parts.map((part) => sourceOf(part, true)).join('|');
      // Not one of these up to the end: what follows the group is part of the question.
      if (c === '!') source += `(?!(?:${inner})${sourceOf(pattern.slice(group.end + 1), true)}$).*`;
      else source += `(?:${inner})${c === '@' ? '' : c}`;
      i = group.end;
    } else if (set) {
      source += set.source;
      i = set.end;
    } else if (c === '\\' && i + 1 < pattern.length) source += escape(pattern[++i] as string);
    else if (c === '*') source += '.*';
    else if (c === '?') source += '.';
    else source += escape(c);
  }
  return source;
}

/** The parts between `|` up to the parenthesis that closes; null when none does. */
function alternatives(pattern: string, from: number): { readonly parts: string[]; readonly end: number } | null {
  const parts: string[] = [];
  let [depth, start] = [0, from];
  for (let i = from; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === '\\') i++;
    else if (c === '(') depth++;
    else if ((c === '|' || c === ')') && depth === 0) {
      parts.push(pattern.slice(start, i));
      start = i + 1;
      if (c === ')') return { parts, end: i };
    } else if (c === ')') depth--;
  }
  return null;
}

/** `[…]` at a place: a `]` that comes first is a member. */
function bracket(pattern: string, at: number): { readonly source: string; readonly end: number } | null {
  const negated = /[!^]/.test(pattern[at + 1] ?? '');
  const from = at + (negated ? 2 : 1);
  let body = '';
  for (let i = from; i < pattern.length; i++) {
    if (pattern[i] === ']' && i > from) return { source: `[${negated ? '^' : ''}${body}]`, end: i };
    const [all, name = ''] = /^\[:(\w+):\]/.exec(pattern.slice(i)) ?? [];
    if (all !== undefined) {
      body += CLASSES[name] ?? '';
      i += all.length - 1;
      continue;
    }
    const c = (pattern[i] === '\\' ? pattern[++i] : pattern[i]) ?? '';
    body += /[\\\][^]/.test(c) ? `\\${c}` : c;
  }
  return null;
}

const escape = (c: string): string => c.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
