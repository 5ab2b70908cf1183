/** The command line of nginx 1.22.1 (ngx_get_options). */
export type SignalWord = 'stop' | 'quit' | 'reopen' | 'reload';

export interface Options {
  readonly help: boolean;
  readonly version: 'none' | 'short' | 'long';
  readonly test: boolean;
  readonly dump: boolean;
  readonly quiet: boolean;
  readonly prefix: string | null;
  readonly errorLog: string | null;
  readonly conf: string | null;
  readonly globals: string | null;
  readonly signal: SignalWord | null;
}

export type OptionsResult =
  | { readonly ok: true; readonly options: Options }
  | { readonly ok: false; readonly message: string };

const isSignal = (word: string): word is SignalWord =>
  word === 'stop' || word === 'quit' || word === 'reopen' || word === 'reload';
const NEEDS: Record<string, string> = {
  p: 'directory name',
  e: 'file name',
  c: 'file name',
  g: 'parameter',
  s: 'parameter',
};

/** `argv` without the program's name. */
export function parseOptions(argv: readonly string[]): OptionsResult {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (!word.startsWith('-')) return { ok: false, message: `invalid option: "${word}"` };
    for (let at = 1; at < word.length; at++) {
      const letter = word.charAt(at);
      const needs = NEEDS[letter];
      if (needs === undefined) {
        if (!'?hvVtTq'.includes(letter)) return { ok: false, message: `invalid option: "${letter}"` };
        flags.add(letter);
        continue;
      }
      const rest = word.slice(at + 1);
      const value = rest !== '' ? rest : argv[++i];
      if (value === undefined) return { ok: false, message: `option "-${letter}" requires ${needs}` };
      if (letter === 's' && !isSignal(value)) return { ok: false, message: `invalid option: "-s ${value}"` };
      values.set(letter, value);
      break;
    }
  }
  const signal = values.get('s') ?? '';
  const help = flags.has('h') || flags.has('?');
  return {
    ok: true,
    options: {
      help,
      version: flags.has('V') ? 'long' : flags.has('v') || help ? 'short' : 'none',
      test: flags.has('t') || flags.has('T'),
      dump: flags.has('T'),
      quiet: flags.has('q'),
      prefix: values.get('p') ?? null,
      errorLog: values.get('e') ?? null,
      conf: values.get('c') ?? null,
      globals: values.get('g') ?? null,
      signal: isSignal(signal) ? signal : null,
    },
  };
}

export const VERSION = '1.22.1';

export const HELP: readonly string[] = [
  'Usage: nginx [-?hvVtTq] [-s signal] [-p prefix]',
  '             [-e filename] [-c filename] [-g directives]',
  '',
  'Options:',
  '  -?,-h         : this help',
  '  -v            : show version and exit',
  '  -V            : show version and configure options then exit',
  '  -t            : test configuration and exit',
  '  -T            : test configuration, dump it and exit',
  '  -q            : suppress non-error messages during configuration testing',
  '  -s signal     : send signal to a master process: stop, quit, reopen, reload',
  '  -p prefix     : set prefix path (default: /usr/share/nginx/)',
  '  -e filename   : set error log file (default: stderr)',
  '  -c filename   : set configuration file (default: /etc/nginx/nginx.conf)',
  '  -g directives : set global directives out of configuration file',
  '',
];
