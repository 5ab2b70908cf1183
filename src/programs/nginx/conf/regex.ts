/**
 * PCRE patterns as nginx takes them, run on JavaScript's engine. Patterns work on bytes; the common ground of both
 * dialects covers what configurations use. The messages are those of PCRE2 10.42.
 */
import type { Regex } from './model.ts';

export type RegexResult =
  | { readonly ok: true; readonly regex: Regex }
  | { readonly ok: false; readonly message: string };

export function compileRegex(source: string, caseless: boolean): RegexResult {
  const problem = findProblem(source);
  if (problem !== null) {
    const at = source.slice(problem.at);
    return {
      ok: false,
      message: `pcre2_compile() failed: ${problem.text} in "${source}"${at === '' ? '' : ` at "${at}"`}`,
    };
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
    .replace(/\\h/g, '[ \\t]');
  const inline = /^\(\?([imsx]+)\)/.exec(body);
  let flags = caseless ? 'i' : '';
  if (inline !== null) {
    body = body.slice(inline[0].length);
    for (const f of inline[1] ?? '') if (f !== 'x' && !flags.includes(f)) flags += f;
  }
  return { body: anchored(body, flags), flags };
}

/** PCRE's `$` also matches before a last newline, and its `.` leaves out no other character; `\z` is the very end. */
function anchored(body: string, flags: string): string {
  const many = flags.includes('m');
  const meaning: Readonly<Record<string, string>> = {
    $: many ? '$' : '(?=\n?(?![^]))',
    '\\Z': '(?=\n?(?![^]))',
    '\\z': '(?![^])',
    '.': flags.includes('s') ? '.' : '[^\n]',
  };
  return body.replace(/\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\\.|[$.]/gs, (token) => meaning[token] ?? token);
}

interface Problem {
  readonly text: string;
  /** The offset at which PCRE2 stopped. */
  readonly at: number;
}

const NO_REPEAT = 'quantifier does not follow a repeatable item';

/** The mistakes that PCRE2 reports, in the order of the pattern. */
function findProblem(source: string): Problem | null {
  let depth = 0;
  let i = 0;
  let repeatable = false;
  while (i < source.length) {
    const ch = source.charAt(i);
    if (ch === '\\') {
      if (i + 1 === source.length) return { text: '\\ at end of pattern', at: i + 1 };
      i += 2;
      repeatable = true;
    } else if (ch === '[') {
      const end = classEnd(source, i);
      if (end < 0) return { text: 'missing terminating ] for character class', at: source.length };
      i = end + 1;
      repeatable = true;
    } else if (ch === '(') {
      const group = groupHead(source, i + 1);
      if ('text' in group) return group;
      i = group.end;
      if (!group.closed) depth++;
      repeatable = false;
    } else if (ch === ')') {
      if (depth-- === 0) return { text: 'unmatched closing parenthesis', at: i };
      repeatable = true;
      i++;
    } else {
      const quantifier = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})[+?]?/.exec(source.slice(i));
      if (quantifier === null) {
        repeatable = ch !== '|' && ch !== '^';
        i++;
        continue;
      }
      const braces = quantifier[1] === undefined ? 0 : source.indexOf('}', i) - i;
      if (!repeatable) return { text: NO_REPEAT, at: i + braces };
      if (quantifier[2] && Number(quantifier[2]) < Number(quantifier[1]))
        return { text: 'numbers out of order in {} quantifier', at: i + braces };
      i += quantifier[0].length;
      repeatable = false;
    }
  }
  return depth > 0 ? { text: 'missing closing parenthesis', at: source.length } : null;
}

/** What stands after an opening parenthesis. */
function groupHead(source: string, at: number): Problem | { readonly end: number; readonly closed: boolean } {
  const rest = source.slice(at);
  const known = /^\?(?:P?<[A-Za-z_]\w*>|'\w+'|[:=!>|]|<[=!]|[imsxJUn-]+[:)])/.exec(rest);
  if (known !== null) return { end: at + known[0].length, closed: known[0].endsWith(')') };
  if (!rest.startsWith('?') || rest.startsWith('?P=') || rest.startsWith('?#')) return { end: at, closed: false };
  const name = /^\?(?:P?<|')(?![=!])([^>']*)/.exec(rest);
  if (name === null) return { text: 'unrecognized character after (? or (?-', at: at + 1 };
  const from = at + (rest.startsWith('?P') ? 3 : 2);
  if (/^\d/.test(name[1] ?? '')) return { text: 'subpattern name must start with a non-digit', at: from };
  return { text: 'syntax error in subpattern name (missing terminator?)', at: from + (name[1] ?? '').length };
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
