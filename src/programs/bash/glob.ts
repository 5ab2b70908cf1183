import type { Sys } from '../../machine/sys.ts';

/** Characters of a pattern that stand for themselves are escaped with a backslash. */
export const literal = (text: string): string => text.replace(/[\\*?[\]]/g, '\\$&');

/** One path component of a shell pattern as a regular expression (bash(1), Pattern Matching). */
export function patternToRegExp(pattern: string, whole = true): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    if (c === '\\' && i + 1 < pattern.length) source += escape(pattern[++i] as string);
    else if (c === '*') source += '.*';
    else if (c === '?') source += '.';
    else if (c === '[') {
      const end = pattern.indexOf(']', i + 2);
      if (end < 0) source += '\\[';
      else {
        const body = pattern
          .slice(i + 1, end)
          .replace(/\\/g, '\\\\')
          .replace(/^[!^]/, '^');
        source += `[${body}]`;
        i = end;
      }
    } else source += escape(c);
  }
  return new RegExp(whole ? `^(?:${source})$` : source, 's');
}

const escape = (c: string): string => c.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const isPattern = (text: string): boolean => /(^|[^\\])[*?[]/.test(text);
const unescape = (text: string): string => text.replace(/\\(.)/gs, '$1');

/** Expand a pattern to the paths that exist, sorted; the text itself when there are none (as bash without nullglob). */
export function glob(sys: Sys, pattern: string): string[] {
  if (!isPattern(pattern)) return [unescape(pattern)];
  const rooted = pattern.startsWith('/');
  let found = [rooted ? '/' : ''];
  for (const part of pattern.split('/').filter((p) => p !== '')) {
    found = found.flatMap((base) => expandPart(sys, base, part));
  }
  return found.length > 0 ? found.sort() : [unescape(pattern)];
}

function expandPart(sys: Sys, base: string, part: string): string[] {
  const prefix = base === '' || base.endsWith('/') ? base : `${base}/`;
  if (!isPattern(part)) {
    const path = prefix + unescape(part);
    return sys.fs.exists(path) ? [path] : [];
  }
  const regexp = patternToRegExp(part);
  const hidden = part.startsWith('.');
  if (!sys.fs.access(base === '' ? '.' : base, 4) || sys.fs.stat(base === '' ? '.' : base).kind !== 'dir') return [];
  return sys.fs
    .readdir(base === '' ? '.' : base)
    .filter((name) => (hidden || !name.startsWith('.')) && regexp.test(name))
    .map((name) => prefix + name);
}
