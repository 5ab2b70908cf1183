/** journalctl(1) of systemd 252: `-u -f -n -e -x -r -b --since --until -o -g --no-pager -q`. */
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { askManager } from './bus.ts';
import { midnight, parseTime } from './clock.ts';
import type { JournalFormat } from './journal.ts';
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
  if (parsed.boots) return yield* askManager(sys, 'list-boots', [], defaults.options);
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
  /** --list-boots */
  readonly boots: boolean;
}

const SHORT_WITH_VALUE = 'unoSUgtpb';

interface Draft {
  readonly units: string[];
  query: JournalQuery;
  boots: boolean;
}

function readOptions(sys: Sys, args: readonly string[]): Parsed | string {
  const draft: Draft = {
    units: [],
    query: {
      since: 0,
      until: Number.MAX_SAFE_INTEGER,
      lines: -1,
      follow: false,
      reverse: false,
      format: 'short',
      grep: null,
      priority: 7,
      boot: null,
      identifier: null,
      colour: sys.process.fds.get(1).description.kind === 'tty',
      kernel: false,
      catalog: false,
      fields: [],
    },
    boots: false,
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const next = args[i + 1];
    if (!arg.startsWith('-')) {
      const [, field, value] = /^([A-Z_]+)=(.*)$/s.exec(arg) ?? [];
      if (field === undefined || value === undefined) return `Failed to add match '${arg}': Invalid argument`;
      draft.query = { ...draft.query, fields: [...draft.query.fields, [field, value]] };
      continue;
    }
    const result = arg.startsWith('--') ? longOption(sys, draft, arg, next) : shortOptions(sys, draft, arg, next);
    if (typeof result === 'string') return result;
    if (result === 2) i++;
  }
  return draft;
}

const NO_VALUE =
  /^(follow|pager-end|catalog|reverse|list-boots|no-pager|quiet|no-tail|no-hostname|full|all|system|dmesg)$/;
const WITH_VALUE = /^(unit|lines|since|until|output|grep|identifier|priority|boot)$/;

const FORMATS: Readonly<Record<string, JournalFormat>> = {
  short: 'short',
  'short-full': 'iso',
  'short-iso': 'iso',
  'short-precise': 'precise',
  cat: 'cat',
};
const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

/** How many arguments it took, or what is wrong. */
function longOption(sys: Sys, draft: Draft, arg: string, next?: string): 1 | 2 | string {
  const [, name = '', inline] = /^--([\w-]+)(?:=(.*))?$/s.exec(arg) ?? [];
  if (NO_VALUE.test(name)) return apply(sys, draft, name, '') ?? 1;
  if (!WITH_VALUE.test(name)) return `journalctl: unrecognized option '${arg}'`;
  if (inline !== undefined) return apply(sys, draft, name, inline) ?? 1;
  if (next === undefined && !/^(boot|lines)$/.test(name)) return `journalctl: option '${arg}' requires an argument`;
  if (name === 'boot') return offset(sys, draft, name, next);
  if (name === 'lines' && !/^(\d+|all)$/.test(next ?? '')) return apply(sys, draft, name, '10') ?? 1;
  return apply(sys, draft, name, next ?? '') ?? 2;
}

/** --boot takes the next word only if that is a number. */
const offset = (sys: Sys, draft: Draft, name: string, next = ''): 1 | 2 | string =>
  apply(sys, draft, name, /^-?\d+$/.test(next) ? next : '0') ?? (/^-?\d+$/.test(next) ? 2 : 1);

function shortOptions(sys: Sys, draft: Draft, arg: string, next?: string): 1 | 2 | string {
  for (let at = 1; at < arg.length; at++) {
    const letter = arg[at] ?? '';
    if (!'unoSUgtpfexrbqakm'.includes(letter)) return `journalctl: invalid option -- '${letter}'`;
    const rest = arg.slice(at + 1);
    if (!SHORT_WITH_VALUE.includes(letter)) {
      const error = apply(sys, draft, letter, '');
      if (error !== null) return error;
    } else if (rest !== '') return apply(sys, draft, letter, rest) ?? 1;
    else if (letter === 'b') return offset(sys, draft, letter, next);
    else if (letter !== 'n' && next === undefined) return `journalctl: option requires an argument -- '${letter}'`;
    else if (letter === 'n' && !/^(\d+|all)$/.test(next ?? '')) return apply(sys, draft, letter, '10') ?? 1;
    else return apply(sys, draft, letter, next ?? '') ?? 2;
  }
  return 1;
}

/** Take one option; what is wrong with its value, or null. */
function apply(sys: Sys, draft: Draft, name: string, value: string): string | null {
  const { query } = draft;
  const set = (change: Partial<JournalQuery>): null => {
    draft.query = { ...query, ...change };
    return null;
  };
  switch (name) {
    case 'u':
    case 'unit':
      draft.units.push(value);
      return null;
    case 'n':
    case 'lines':
      if (value !== 'all' && !/^\d+$/.test(value)) return `Failed to parse lines '${value}'`;
      return set({ lines: value === 'all' ? -1 : Number(value) });
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
      if (!Object.hasOwn(FORMATS, value)) return `Unknown output format '${value}'.`;
      return set({ format: FORMATS[value] ?? 'short' });
    case 'p':
    case 'priority': {
      const at = /^[0-7]$/.test(value) ? Number(value) : PRIORITIES.indexOf(value.split('..').at(-1) ?? '');
      if (at < 0) return `Unknown log level ${value}`;
      return set({ priority: at });
    }
    case 'b':
    case 'boot':
      return set({ boot: Number(value) || 0 });
    case 't':
    case 'identifier':
      return set({ identifier: value });
    case 'list-boots':
      draft.boots = true;
      return null;
    case 'g':
    case 'grep':
      return set({ grep: value });
    case 'f':
    case 'follow':
      return set({ follow: true, lines: query.lines < 0 ? 10 : query.lines });
    case 'e':
    case 'pager-end':
      return set({ lines: query.lines < 0 ? 1000 : query.lines });
    case 'k':
    case 'dmesg':
      return set({ kernel: true, boot: 0 });
    case 'x':
    case 'catalog':
      return set({ catalog: true });
    case 'r':
    case 'reverse':
      return set({ reverse: true });
    default:
      return null;
  }
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
