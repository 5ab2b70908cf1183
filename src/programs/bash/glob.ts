import type { Sys } from '../../machine/sys.ts';
import { patternToRegExp } from './pattern.ts';
import type { Shell } from './shell.ts';

/** What `shopt` and `set -f` say about names (bash(1), Pathname Expansion). */
interface Rules {
  readonly hidden: boolean;
  readonly deep: boolean;
  readonly extended: boolean;
}

const unescape = (text: string): string => text.replace(/\\(.)/gs, '$1');

const isPattern = (text: string, extended: boolean): boolean =>
  /(^|[^\\])(\\\\)*[*?[]/.test(text) || (extended && /(^|[^\\])[+@!]\(/.test(text));

/** Expand a pattern to the paths that exist, sorted; the text itself when there are none (nothing with nullglob). */
export function glob(shell: Shell, pattern: string): string[] {
  const { features, options } = shell;
  const rules = { hidden: features.has('dotglob'), deep: features.has('globstar'), extended: features.has('extglob') };
  if (options.has('f') || !isPattern(pattern, rules.extended)) return [unescape(pattern)];
  let found = [pattern.startsWith('/') ? '/' : ''];
  for (const part of pattern.split('/').filter((p) => p !== ''))
    found = found.flatMap((base) =>
      part === '**' && rules.deep ? below(shell.sys, base, rules) : expandPart(shell.sys, base, part, rules),
    );
  found = [...new Set(found)].filter((path) => path !== '');
  if (pattern.endsWith('/')) found = found.filter((path) => isDir(shell.sys, path)).map((path) => `${path}/`);
  if (found.length === 0) return features.has('nullglob') ? [] : [unescape(pattern)];
  return found.sort();
}

const isDir = (sys: Sys, path: string): boolean => sys.fs.exists(path) && sys.fs.stat(path).kind === 'dir';
const inside = (base: string): string => (base === '' || base.endsWith('/') ? base : `${base}/`);

/** A directory and every directory below it, as `**` has them. */
function below(sys: Sys, base: string, rules: Rules): string[] {
  const deeper = expandPart(sys, base, '*', rules).filter((path) => sys.fs.lstat(path).kind === 'dir');
  return [base, ...deeper.flatMap((path) => below(sys, path, rules))];
}

function expandPart(sys: Sys, base: string, part: string, rules: Rules): string[] {
  if (!isPattern(part, rules.extended)) {
    const path = inside(base) + unescape(part);
    return sys.fs.exists(path) ? [path] : [];
  }
  const regexp = patternToRegExp(part, { extended: rules.extended });
  const hidden = rules.hidden || part.startsWith('.');
  const dir = base === '' ? '.' : base;
  if (!sys.fs.access(dir, 4) || sys.fs.stat(dir).kind !== 'dir') return [];
  return sys.fs
    .readdir(dir)
    .filter((name) => (hidden || !name.startsWith('.')) && regexp.test(name))
    .map((name) => inside(base) + name);
}
