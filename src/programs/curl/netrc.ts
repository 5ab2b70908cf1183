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
