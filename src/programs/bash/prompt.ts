import { civilTime, two } from '../../base/calendar.ts';
import type { Shell } from './shell.ts';

/** What stands before each line: PS1 with its escapes (bash(1), PROMPTING) and parameters. */
export function prompt(shell: Shell): string {
  const { sys } = shell;
  const { users, name: host } = sys.process.host;
  const root = sys.process.credentials.uid === 0;
  const ps1 = shell.get('PS1') ?? (shell.dialect === 'dash' ? (root ? '# ' : '$ ') : DEFAULT);
  const expanded = ps1.replace(/\$\{?(\w+)\}?/g, (_, name: string) => shell.get(name) ?? '');
  if (shell.dialect === 'dash') return expanded;
  const home = shell.get('HOME') ?? '';
  const { cwd } = sys.process;
  const tilde = home !== '' && (cwd === home || cwd.startsWith(`${home}/`)) ? `~${cwd.slice(home.length)}` : cwd;
  const { hour, minute, second } = civilTime(Math.floor(sys.clock / 1e6));
  return expanded.replace(/\\(0\d\d|.)/g, (all: string, code: string) => {
    switch (code) {
      case 'u':
        return users.userName(sys.process.credentials.uid);
      case 'h':
        return host.split('.')[0] ?? host;
      case 'H':
        return host;
      case 'w':
        return tilde;
      case 'W':
        return tilde === '~' || tilde === '/' ? tilde : tilde.slice(tilde.lastIndexOf('/') + 1);
      case '$':
        return root ? '#' : '$';
      case 't':
        return `${two(hour)}:${two(minute)}:${two(second)}`;
      case 'j':
        return String(shell.jobs.length);
      case '!':
        return String(shell.history.length + 1);
      case 'n':
        return '\r\n';
      case 'e':
      case '033':
        return '\u001b';
      case 'a':
        return '\u0007';
      case '[':
      case ']':
        return '';
      case '\\':
        return '\\';
      case 's':
        return 'bash';
      case 'v':
        return '5.2';
      default:
        return all;
    }
  });
}

const DEFAULT = '\\s-\\v\\$ ';
