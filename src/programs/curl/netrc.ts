/** Credentials from a file, by the host's name (-n, --netrc-file). */
import type { Sys } from '../../machine/sys.ts';
import type { Options } from './options.ts';

/** `name:word`, or null. */
export function netrcOf(sys: Sys, { flags, texts }: Options, host: string): string | null {
  const named = texts.get('netrc-file');
  if (named === undefined && !flags.has('netrc') && !flags.has('netrc-optional')) return null;
  const path = named ?? `${sys.process.env.get('HOME') ?? ''}/.netrc`;
  return sys.fs.access(path, 4) ? netrcUser(sys.fs.readText(path), host) : null;
}

/** ~/.netrc: `machine HOST login NAME password WORD`, and `default` for all others. `name:word`, or null. */
export function netrcUser(text: string, host: string): string | null {
  const words = text.split(/\s+/).filter((word) => word !== '');
  let applies = false;
  let login: string | null = null;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === 'machine') applies = words[++i]?.toLowerCase() === host.toLowerCase();
    else if (word === 'default') applies = true;
    else if (word === 'login' && applies) login = words[++i] ?? '';
    else if (word === 'password' && applies) return `${login ?? ''}:${words[++i] ?? ''}`;
  }
  return login === null ? null : `${login}:`;
}
