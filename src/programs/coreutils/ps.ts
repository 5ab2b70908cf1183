/** ps (procps 4.0): plain, `aux`, `-ef`, `-o`, `-C`, `-p`, `-u`, `--sort`. CPU is not modelled, memory is estimated. */
import { two } from '../../base/calendar.ts';
import type { Eff } from '../../engine/task.ts';
import type { Process } from '../../machine/process.ts';
import type { Sys } from '../../machine/sys.ts';
import { civil } from './format.ts';
import { say, sayError } from './io.ts';
import { footprint, share } from './memory.ts';

const command = (p: Process): string =>
  p.state === 'zombie' ? `[${name(p)}] <defunct>` : (p.title ?? p.argv.join(' '));
const name = (p: Process): string => (p.argv[0] ?? '').slice((p.argv[0] ?? '').lastIndexOf('/') + 1);
const state = (sys: Sys, p: Process): string =>
  p.state === 'zombie' ? 'Z' : p.stopped ? 'T' : p === sys.process ? 'R' : 'S';

/** With what BSD adds: s leads its session, l has several threads, + is in its terminal's foreground (ps(1), PROCESS STATE CODES). */
function status(sys: Sys, p: Process): string {
  const terminal = p.state === 'zombie' || !p.fds.has(0) ? null : p.fds.get(0).description;
  const inFront = terminal?.kind === 'tty' && terminal.tty.foreground === p.group;
  return `${state(sys, p)}${p.pid === p.session ? 's' : ''}${p.pythonThreads > 0 ? 'l' : ''}${inFront ? '+' : ''}`;
}

function tty(p: Process): string {
  if (!p.fds.has(0)) return '?';
  const { description } = p.fds.get(0);
  return description.kind === 'tty' ? `pts/${description.tty.id}` : '?';
}

function started(sys: Sys, p: Process): string {
  const t = civil(sys.world.epoch + p.startedAt);
  return `${two(t.hour)}:${two(t.minute)}`;
}

function elapsed(sys: Sys, p: Process): string {
  const s = Math.floor((sys.now - p.startedAt) / 1_000_000);
  const clock = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return s < 3600 ? clock : `${two(Math.floor(s / 3600))}:${clock}`;
}

interface Column {
  readonly head: string;
  /** Wide enough for this; negative: to the left. */
  readonly width: number;
  readonly of: (sys: Sys, p: Process) => string | number;
}

const userOf = (sys: Sys, p: Process): string => sys.process.host.users.userName(p.credentials.uid);
const column = (head: string, width: number, of: Column['of']): Column => ({ head, width, of });
const USER = column('USER', -8, userOf);
const COMMAND = column('COMMAND', -1, (_, p) => command(p));

/** What -o and --sort may name. */
const COLUMNS: Readonly<Record<string, Column>> = {
  pid: column('PID', 7, (_, p) => p.pid),
  ppid: column('PPID', 7, (_, p) => p.parent?.pid ?? 0),
  pgid: column('PGID', 7, (_, p) => p.group),
  sid: column('SID', 7, (_, p) => p.session),
  user: USER,
  euser: column('EUSER', -8, userOf),
  uid: column('UID', 5, (_, p) => p.credentials.uid),
  group: column('GROUP', -8, (sys, p) => sys.process.host.users.groupName(p.credentials.gid)),
  '%cpu': column('%CPU', 4, () => '0.0'),
  '%mem': column('%MEM', 4, (sys, p) => share(footprint(sys, p))),
  vsz: column('VSZ', 6, (sys, p) => footprint(sys, p).virtual),
  rss: column('RSS', 5, (sys, p) => footprint(sys, p).resident),
  tty: column('TT', -8, (_, p) => tty(p)),
  stat: column('STAT', -4, status),
  s: column('S', 1, state),
  start: column('START', 5, started),
  etime: column('ELAPSED', 11, elapsed),
  time: column('TIME', 8, () => '00:00:00'),
  ni: column('NI', 3, () => 0),
  nlwp: column('NLWP', 4, (_, p) => 1 + p.pythonThreads),
  comm: column('COMMAND', -15, (_, p) => name(p)),
  cmd: column('CMD', -1, (_, p) => command(p)),
  args: COMMAND,
  command: COMMAND,
};
const ALIASES: Readonly<Record<string, string>> = {
  pcpu: '%cpu',
  pmem: '%mem',
  vsize: 'vsz',
  rssize: 'rss',
  rsz: 'rss',
  state: 's',
  tt: 'tty',
  tname: 'tty',
  ucmd: 'comm',
  ucomm: 'comm',
  uname: 'user',
  nice: 'ni',
  thcount: 'nlwp',
  cputime: 'time',
  lstart: 'start',
  stime: 'start',
};
const columnNamed = (text: string): Column | undefined => COLUMNS[ALIASES[text] ?? text];

interface Wish {
  everything: boolean;
  bsd: boolean;
  users: boolean;
  full: boolean;
  readonly names: string[];
  readonly pids: number[];
  readonly owners: string[];
  readonly columns: Column[];
  sort: string | null;
  heads: boolean;
}

/** A text: what is wrong. */
function read(args: readonly string[]): Wish | string {
  const wish: Wish = {
    everything: false,
    bsd: false,
    users: false,
    full: false,
    names: [],
    pids: [],
    owners: [],
    columns: [],
    sort: null,
    heads: true,
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const long = /^--(\w[\w-]*)(?:=(.*))?$/.exec(arg);
    const value = (): string => long?.[2] ?? args[++i] ?? '';
    if (long?.[1] === 'sort') wish.sort = value();
    else if (long?.[1] === 'no-headers' || long?.[1] === 'no-heading') wish.heads = false;
    else if (long?.[1] === 'pid' || arg === '-p') wish.pids.push(...value().split(',').map(Number));
    else if (long?.[1] === 'user' || arg === '-u' || arg === '-U') wish.owners.push(...value().split(','));
    else if (arg === '-C') wish.names.push(...value().split(','));
    else if (/^-?e?o$/.test(arg) || long?.[1] === 'format') {
      wish.everything ||= arg.includes('e');
      for (const word of value().split(/[,\s]+/)) {
        const [text = '', head] = word.split('=');
        const found = columnNamed(text.toLowerCase());
        if (!found) return `error: unknown user-defined format specifier "${text}"`;
        wish.columns.push(head === undefined ? found : { ...found, head });
      }
    } else if (long) wish.full ||= long[1] === 'forest';
    else if (arg.startsWith('-')) {
      wish.everything ||= /[eA]/.test(arg);
      wish.full ||= arg.includes('f');
    } else if (/^\d+(?:,\d+)*$/.test(arg)) wish.pids.push(...arg.split(',').map(Number));
    else {
      wish.everything ||= arg.includes('a') && arg.includes('x');
      wish.bsd ||= arg.includes('x');
      wish.users ||= arg.includes('u');
      wish.full ||= arg.includes('f');
    }
  }
  return wish;
}

const AUX = ['%cpu', '%mem', 'vsz', 'rss', 'tty', 'stat', 'start'];

export function* ps(sys: Sys): Eff<number> {
  const wish = read(sys.argv.slice(1));
  if (typeof wish === 'string') {
    yield* sayError(
      sys,
      `${wish}\n\nUsage:\n ps [options]\n\n Try 'ps --help <simple|list|output|threads|misc|all>'\n\n`,
    );
    return 1;
  }
  const all = [...sys.process.host.processes.values()].sort((a, b) => a.pid - b.pid);
  const chosen = all.filter((p) => isMeant(sys, wish, p));
  if (wish.sort !== null) sorted(sys, chosen, wish.sort);
  yield* say(sys, table(sys, wish, chosen));
  return chosen.length > 0 ? 0 : 1;
}

function isMeant(sys: Sys, { names, pids, owners, everything, bsd }: Wish, p: Process): boolean {
  if (names.length + pids.length + owners.length > 0)
    return names.includes(name(p)) || pids.includes(p.pid) || owners.includes(userOf(sys, p));
  if (everything) return true;
  if (bsd) return p.credentials.uid === sys.process.credentials.uid;
  return p.session === sys.process.session;
}

function sorted(sys: Sys, list: Process[], keys: string): void {
  for (const key of keys.split(',').reverse()) {
    const found = columnNamed(key.replace(/^[+-]/, '').toLowerCase());
    const sign = key.startsWith('-') ? -1 : 1;
    if (!found) continue;
    const value = (p: Process): string | number => {
      const shown = found.of(sys, p);
      return typeof shown === 'string' && shown !== '' && !Number.isNaN(Number(shown)) ? Number(shown) : shown;
    };
    list.sort((a, b) => (value(a) < value(b) ? -sign : value(a) > value(b) ? sign : 0));
  }
}

function table(sys: Sys, wish: Wish, list: readonly Process[]): string {
  const { columns, heads } = wish;
  const lines = (head: string, row: (p: Process) => string): string =>
    [...(heads ? [head] : []), ...list.map(row), ''].join('\n');
  if (columns.length > 0) return formatted(sys, wish, list);
  const of = (key: string, p: Process): string => {
    const c = COLUMNS[key] ?? USER;
    const text = String(c.of(sys, p));
    return c.width < 0 ? text.padEnd(-c.width) : text.padStart(c.width);
  };
  if (wish.users)
    return lines(
      'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND',
      (p) => `${of('user', p)} ${of('pid', p)} ${AUX.map((key) => of(key, p)).join(' ')}   0:00 ${command(p)}`,
    );
  if (wish.full)
    return lines(
      'UID          PID    PPID  C STIME TTY          TIME CMD',
      (p) =>
        `${of('user', p)} ${of('pid', p)} ${of('ppid', p)}  0 ${started(sys, p)} ${of('tty', p)} 00:00:00 ${command(p)}`,
    );
  if (wish.bsd)
    return lines(
      '    PID TTY      STAT   TIME COMMAND',
      (p) => `${of('pid', p)} ${of('tty', p)} ${of('stat', p)}   0:00 ${command(p)}`,
    );
  return lines('    PID TTY          TIME CMD', (p) => `${of('pid', p)} ${of('tty', p)} 00:00:00 ${name(p)}`);
}

/** -o: a head that was given empty takes the whole line of heads away, if all are. */
function formatted(sys: Sys, { columns, heads }: Wish, list: readonly Process[]): string {
  const cell = (text: string, { width }: Column, last: boolean): string =>
    width < 0 ? (last ? text : text.padEnd(-width)) : text.padStart(width);
  const line = (of: (c: Column) => string): string =>
    columns.map((c, i) => cell(of(c), c, i === columns.length - 1)).join(' ');
  const head = heads && columns.some((c) => c.head !== '') ? [line((c) => c.head)] : [];
  return [...head, ...list.map((p) => line((c) => String(c.of(sys, p)))), ''].join('\n');
}
