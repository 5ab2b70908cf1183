/**
 * PCRE patterns as nginx takes them, run on JavaScript's engine. Patterns work on bytes; the common ground of both
 * dialects covers what configurations use. The messages are those of PCRE2 10.42.
 */
import type { Regex } from './model.ts';

export type RegexResult = { readonly ok: true; readonly regex: Regex } | { readonly ok: false; readonly message: string };

export function compileRegex(source: string, caseless: boolean): RegexResult {
  const problem = findProblem(source);
  if (problem !== null) {
    const at = source.slice(problem.at);
    return { ok: false, message: `pcre2_compile() failed: ${problem.text} in "${source}"${at === '' ? '' : ` at "${at}"`}` };
  }
  const names = [...source.matchAll(/\(\?P?<([A-Za-z_]\w*)>|\(\?'([A-Za-z_]\w*)'/g)].map((m) => m[1] ?? m[2] ?? '');
  const { body, flags } = translate(source, caseless);
  try {
    const regexp = new RegExp(body, flags);
    const groups = (new RegExp(`${body}|`, flags).exec('')?.length ?? 1) - 1;
    return { ok: true, regex: { source, caseless, regexp, names, groups } };
  } catch {
    return { ok: false, message: `pcre2_compile() failed: unrecognized character follows \\ in "${source}"` };
  }
}

function translate(source: string, caseless: boolean): { body: string; flags: string } {
  let body = source
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?'(\w+)'/g, '(?<$1>')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/([^\\]|^)\(\?>/g, '$1(?:')
    .replace(/([*+?}])\+/g, '$1')
    .replace(/\\A/g, '^')
    .replace(/\\[zZ]/g, '$')
    .replace(/\\h/g, '[ \\t]');
  const inline = /^\(\?([imsx]+)\)/.exec(body);
  let flags = caseless ? 'i' : '';
  if (inline !== null) {
    body = body.slice(inline[0].length);
    for (const f of inline[1] ?? '') if (f !== 'x' && !flags.includes(f)) flags += f;
  }
  return { body, flags };
}

/** The mistakes that PCRE2 reports: what, and the offset at which it stopped. */
function findProblem(source: string): { text: string; at: number } | null {
  const open: number[] = [];
  let i = 0;
  let repeatable = false;
  while (i < source.length) {
    const ch = source.charAt(i);
    if (ch === '\\') {
      if (i + 1 === source.length) return { text: '\\ at end of pattern', at: i + 1 };
      i += 2;
      repeatable = true;
      continue;
    }
    if (ch === '[') {
      const end = classEnd(source, i);
      if (end < 0) return { text: 'missing terminating ] for character class', at: source.length };
      i = end + 1;
      repeatable = true;
      continue;
    }
    if (ch === '(') {
      open.push(i);
      repeatable = false;
      i += 1;
      const group = /^\?(?:P?<[A-Za-z_]\w*>|'\w+'|[:=!>|]|<[=!]|[imsxJUn-]+[:)])/.exec(source.slice(i));
      const named = /^\?(?:P?<|')(?![=!])/.test(source.slice(i));
      if (source.charAt(i) === '?' && group === null && !named && !source.slice(i).startsWith('?P=') && !source.slice(i).startsWith('?#')) {
        return { text: 'unrecognized character after (? or (?-', at: i + 1 };
      }
      const name = /^\?(?:P?<|')(?![=!])([^>']*)(.?)/.exec(source.slice(i));
      if (group === null && name !== null) {
        const from = i + (name[0].startsWith('?P') ? 3 : 2);
        if (/^\d/.test(name[1] ?? '')) return { text: 'subpattern name must start with a non-digit', at: from };
        return { text: 'syntax error in subpattern name (missing terminator?)', at: from + (name[1] ?? '').length };
      }
      if (group !== null) {
        i += group[0].length;
        if (group[0].endsWith(')')) open.pop();
      }
      continue;
    }
    if (ch === ')') {
      if (open.pop() === undefined) return { text: 'unmatched closing parenthesis', at: i };
      repeatable = true;
    } else if (ch === '*' || ch === '+' || ch === '?') {
      if (!repeatable) return { text: 'quantifier does not follow a repeatable item', at: i };
      i += /^[*+?][+?]?/.exec(source.slice(i))?.[0].length ?? 1;
      repeatable = false;
      continue;
    } else if (ch === '|') {
      repeatable = false;
    } else if (ch === '{' && /^\{\d+(?:,\d*)?\}/.test(source.slice(i))) {
      const bounds = /^\{(\d+)(?:,(\d*))?\}/.exec(source.slice(i));
      const end = i + (bounds?.[0].length ?? 1) - 1;
      if (!repeatable) return { text: 'quantifier does not follow a repeatable item', at: end };
      if (bounds?.[2] && Number(bounds[2]) < Number(bounds[1])) return { text: 'numbers out of order in {} quantifier', at: end };
      i = end + 1;
      if (/^[+?]/.test(source.slice(i))) i++;
      repeatable = false;
      continue;
    } else repeatable = ch !== '^';
    i++;
  }
  return open.length > 0 ? { text: 'missing closing parenthesis', at: source.length } : null;
}

function classEnd(source: string, from: number): number {
  let i = from + 1;
  if (source.charAt(i) === '^') i++;
  if (source.charAt(i) === ']') i++;
  for (; i < source.length; i++) {
    if (source.charAt(i) === '\\') i++;
    else if (source.startsWith('[:', i)) i = Math.max(i, source.indexOf(':]', i) + 1);
    else if (source.charAt(i) === ']') return i;
  }
  return -1;
}
