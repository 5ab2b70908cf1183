/** journalctl(1) of systemd 252: `-u -f -n -e -x -r -b --since --until -o -g --no-pager -q`. */
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { askManager } from './bus.ts';
import { midnight, parseTime } from './clock.ts';
import type { JournalQuery } from './journal-verb.ts';
import { isBooted, parseArguments } from './systemctl.ts';
import { parseSpan } from './values.ts';

export function* journalctl(sys: Sys): Eff<number> {
  yield* sys.cpu(2000);
  const complain = (text: string): number => {
    sys.print(2, `${text}\n`);
    return 1;
  };
  const parsed = readOptions(sys, sys.argv.slice(1));
  if (typeof parsed === 'string') return complain(parsed);
  if (!isBooted(sys)) {
    sys.print(2, 'No journal files were found.\n');
    sys.print(1, '-- No entries --\n');
    return 0;
  }
  if (!mayRead(sys)) {
    sys.print(
      2,
      "Hint: You are currently not seeing messages from other users and the system.\n      Users in groups 'adm', 'systemd-journal' can see all messages.\n      Pass -q to turn off this notice.\nNo journal files were opened due to insufficient permissions.\n",
    );
    return 1;
  }
  const defaults = parseArguments([]);
  if (defaults === null || typeof defaults === 'string') return 1;
  return yield* askManager(sys, 'journal', parsed.units, {
    ...defaults.options,
    properties: [JSON.stringify(parsed.query)],
  });
}

function mayRead(sys: Sys): boolean {
  const { credentials, host } = sys.process;
  return (
    credentials.uid === 0 ||
    ['adm', 'systemd-journal'].some((name) => credentials.groups.includes(host.users.groups.get(name)?.gid ?? -1))
  );
}

interface Parsed {
  readonly units: readonly string[];
  readonly query: JournalQuery;
}

const SHORT_WITH_VALUE = 'unoSUgtp';

function readOptions(sys: Sys, args: readonly string[]): Parsed | string {
  const units: string[] = [];
  let query: JournalQuery = {
    since: 0,
    until: Number.MAX_SAFE_INTEGER,
    lines: -1,
    follow: false,
    reverse: false,
    format: 'short',
    grep: null,
  };
  const set = (change: Partial<JournalQuery>): null => {
    query = { ...query, ...change };
    return null;
  };
  const apply = (name: string, value: string): string | null => {
    switch (name) {
      case 'u':
      case 'unit':
        units.push(value);
        return null;
      case 'n':
      case 'lines':
        return value !== 'all' && !/^\d+$/.test(value)
          ? `Failed to parse lines '${value}'`
          : set({ lines: value === 'all' ? -1 : Number(value) });
      case 'S':
      case 'since':
      case 'U':
      case 'until': {
        const at = moment(sys, value);
        if (at === null) return `Failed to parse timestamp: ${value}`;
        return set(name === 'S' || name === 'since' ? { since: at } : { until: at });
      }
      case 'o':
      case 'output':
        if (!['short', 'cat', 'short-iso'].includes(value)) return `Unknown output format '${value}'.`;
        return set({ format: value === 'cat' ? 'cat' : value === 'short' ? 'short' : 'iso' });
      case 'g':
      case 'grep':
        return set({ grep: value });
      case 'f':
      case 'follow':
        return set({ follow: true, lines: query.lines < 0 ? 10 : query.lines });
      case 'e':
      case 'pager-end':
        return set({ lines: query.lines < 0 ? 1000 : query.lines });
      case 'r':
      case 'reverse':
        return set({ reverse: true });
      default:
        return null;
    }
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    let error: string | null = null;
    const long = /^--([\w-]+)(?:=(.*))?$/s.exec(arg);
    if (long) {
      const name = long[1] ?? '';
      const takes = /^(unit|lines|since|until|output|grep|identifier|priority)$/.test(name);
      const known =
        takes ||
        /^(follow|pager-end|catalog|reverse|boot|no-pager|quiet|no-tail|no-hostname|full|all|system|dmesg)$/.test(name);
      if (!known) return `journalctl: unrecognized option '${arg}'`;
      const optional = name === 'lines' && long[2] === undefined && !/^\d+$/.test(args[i + 1] ?? '');
      error = apply(name, long[2] ?? (optional ? '10' : takes ? (args[++i] ?? '') : ''));
    } else if (/^-[A-Za-z]/.test(arg)) {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at] ?? '';
        if (!'unoSUgtpfexrbqakm'.includes(letter)) return `journalctl: invalid option -- '${letter}'`;
        if (!SHORT_WITH_VALUE.includes(letter)) {
          error ??= apply(letter, '');
          continue;
        }
        const rest = arg.slice(at + 1);
        const optional = letter === 'n' && rest === '' && !/^(\d+|all)$/.test(args[i + 1] ?? '');
        error ??= apply(letter, rest !== '' ? rest : optional ? '10' : (args[++i] ?? ''));
        break;
      }
    }
    if (error !== null) return error;
  }
  return { units, query };
}

/** `today`, `-5min`, `5 min ago`, `2026-11-20 08:00`; µs since the epoch. */
function moment(sys: Sys, text: string): number | null {
  const t = text.trim();
  if (t === 'now') return sys.clock;
  if (t === 'today') return midnight(sys.clock);
  if (t === 'yesterday') return midnight(sys.clock) - 86_400_000_000;
  const back = /^-(.+)$/.exec(t) ?? /^(.+) ago$/.exec(t);
  const span = back ? parseSpan(back[1] ?? '') : null;
  return span === null ? parseTime(t, sys.clock) : sys.clock - span;
}
