import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Process } from '../../machine/process.ts';
import { isSignal, signalByNumber, type Signal } from '../../machine/signals.ts';
import type { Sys } from '../../machine/sys.ts';
import { say, sayError } from './io.ts';
import { uptimeLine } from './logins.ts';
import { footprint, machineMemory, share, TOTAL } from './memory.ts';
import { misuse, tool, ToolError, type Parsed, type Tool } from './tool.ts';

/** What the kernel calls a process: the program's name, at most 15 characters; the whole line with -f. */
const nameOf = (p: Process): string => {
  const title = p.title ?? p.argv[0] ?? '';
  const word = title.replace(/^\S*\//, '').split(/[\s:]/)[0] ?? '';
  return word.slice(0, 15);
};
const lineOf = (p: Process): string => p.title ?? p.argv.join(' ');

function signalNamed(text: string): Signal | null {
  const upper = text.toUpperCase().replace(/^SIG/, '');
  return /^\d+$/.test(text) ? signalByNumber(Number(text)) : isSignal(upper) ? upper : null;
}

function chosen(sys: Sys, options: Parsed): Process[] {
  const { host } = sys.process;
  const [pattern] = options.operands;
  if (pattern === undefined && !options.has('u') && !options.has('P')) throw misuse('no matching criteria specified');
  if (options.operands.length > 1) throw misuse('only one pattern can be provided');
  const regex = new RegExp(options.has('x') ? `^(?:${pattern ?? ''})$` : (pattern ?? ''), options.has('i') ? 'i' : '');
  const uids = options
    .values('u')
    .flatMap((list) => list.split(','))
    .map((u) => {
      const uid = host.users.byName(u)?.uid ?? (/^\d+$/.test(u) ? Number(u) : null);
      if (uid === null) throw new ToolError(`invalid user name: ${u}`, 2);
      return uid;
    });
  const parents = options
    .values('P')
    .flatMap((list) => list.split(','))
    .map(Number);
  const found = [...host.processes.values()]
    .filter((p) => p !== sys.process && p.state === 'running')
    .filter((p) => regex.test(options.has('f') ? lineOf(p) : nameOf(p)) !== options.has('v'))
    .filter(
      (p) =>
        (uids.length === 0 || uids.includes(p.credentials.uid)) &&
        (parents.length === 0 || parents.includes(p.parent?.pid ?? 0)),
    )
    .sort((a, b) => a.pid - b.pid);
  return options.has('o') ? found.slice(0, 1) : options.has('n') ? found.slice(-1) : found;
}

function* pgrep(sys: Sys, options: Parsed): Eff<number> {
  const found = chosen(sys, options);
  if (options.has('c')) yield* say(sys, `${found.length}\n`);
  else {
    const lines = found.map(
      (p) => `${p.pid}${options.has('a') ? ` ${lineOf(p)}` : options.has('l') ? ` ${nameOf(p)}` : ''}`,
    );
    if (lines.length > 0) yield* say(sys, `${lines.join(options.value('d') ?? '\n')}\n`);
  }
  return found.length > 0 ? 0 : 1;
}

function* pkill(sys: Sys, options: Parsed): Eff<number> {
  const text = options.value('signal') ?? 'TERM';
  const signal = signalNamed(text);
  if (!signal && text !== '0') throw new ToolError(`unknown signal "${text}"`, 2);
  let done = 0;
  for (const p of chosen(sys, options)) {
    try {
      if (options.has('e')) yield* say(sys, `${nameOf(p)} killed (pid ${p.pid})\n`);
      if (signal) sys.kill(p.pid, signal);
      done++;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* sayError(sys, `pkill: killing pid ${p.pid} failed: ${strerror(error.errno)}\n`);
    }
  }
  return done > 0 ? 0 : 1;
}

/** `-HUP`, `-9` and `-SIGTERM` before the others are signals, not options. */
const withSignal = (t: Tool): Tool => ({
  ...t,
  *program(sys): Eff<number> {
    const [name = '', ...args] = sys.argv;
    sys.process.argv = [
      name,
      ...args.flatMap((a) => (/^-(\d+|(SIG)?[A-Z][A-Z0-9]{2,})$/.test(a) ? ['--signal', a.slice(1)] : [a])),
    ];
    return yield* t.program(sys);
  },
});

/** /usr/bin/kill of procps; the shell's builtin comes first when somebody types it. */
function* kill(sys: Sys, options: Parsed): Eff<number> {
  const text = options.value('signal') ?? options.value('s') ?? 'TERM';
  const signal = signalNamed(text);
  if (!signal && text !== '0') throw new ToolError(`unknown signal ${text}`);
  if (options.operands.length === 0) throw new ToolError('not enough arguments');
  let status = 0;
  for (const pid of options.operands) {
    try {
      if (!/^\d+$/.test(pid)) throw new ToolError(`failed to parse argument: '${pid}'`);
      if (signal) sys.kill(Number(pid), signal);
      else if (!sys.process.host.processes.has(Number(pid))) throw new SysError('ESRCH');
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* sayError(sys, `kill: (${pid}): ${strerror(error.errno)}\n`);
      status = 1;
    }
  }
  return status;
}

/** One screen of top: CPU of processes is not modelled and shows 0.0; memory is estimated (memory.ts). */
function screen(sys: Sys, rows: number): string {
  const { host } = sys.process;
  const all = [...host.processes.values()].sort((a, b) => a.pid - b.pid);
  const count = (test: (p: Process) => boolean): number => all.filter(test).length;
  const zombies = count((p) => p.state === 'zombie');
  const stopped = count((p) => p.stopped);
  const memory = machineMemory(sys);
  const mib = (kib: number): string => (kib / 1024).toFixed(1).padStart(8);
  const table = all.slice(0, rows).map((p) => {
    const state = p.state === 'zombie' ? 'Z' : p.stopped ? 'T' : p === sys.process ? 'R' : 'S';
    const has = footprint(sys, p);
    const size = (kib: number, width: number): string => String(kib).padStart(width);
    const memory = `${size(has.virtual, 7)} ${size(has.resident, 6)} ${size(Math.round(has.resident * 0.6), 6)}`;
    return `${String(p.pid).padStart(7)} ${host.users.userName(p.credentials.uid).slice(0, 8).padEnd(8)}  20   0 ${memory} ${state}   0.0 ${share(has).padStart(5)}   0:00.00 ${nameOf(p)}`;
  });
  return [
    `top - ${uptimeLine(sys)}`,
    `Tasks: ${String(all.length).padStart(3)} total, ${String(1).padStart(3)} running, ${String(all.length - 1 - stopped - zombies).padStart(3)} sleeping, ${String(stopped).padStart(3)} stopped, ${String(zombies).padStart(3)} zombie`,
    '%Cpu(s):  0.0 us,  0.0 sy,  0.0 ni,100.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st ',
    `MiB Mem : ${mib(TOTAL)} total, ${mib(memory.free)} free, ${mib(memory.used)} used, ${mib(memory.cache)} buff/cache     `,
    `MiB Swap:      0.0 total,      0.0 free,      0.0 used. ${mib(memory.available)} avail Mem `,
    '',
    '    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND',
    ...table,
    '',
  ].join('\n');
}

function* top(sys: Sys, options: Parsed): Eff<number> {
  const delay = Math.round(Number(options.value('d') ?? 3) * 1_000_000);
  const rounds = options.value('n') === null ? Infinity : Number(options.value('n'));
  const { description } = sys.process.fds.get(0);
  const tty = !options.has('b') && description.kind === 'tty' ? description.tty : null;
  if (!tty && !options.has('b')) throw new ToolError('failed tty get');
  if (tty) tty.raw = true;
  try {
    for (let i = 0; i < rounds; i++) {
      if (i > 0) {
        if (tty) {
          yield* sys.waitAny([tty.readable], delay);
          const key = new TextDecoder().decode(tty.read(16) ?? new Uint8Array());
          if (/[q\u0003]/.test(key)) break;
        } else yield* sys.sleep(delay);
      }
      const text = screen(sys, tty ? Math.max(1, tty.rows - 8) : Infinity);
      yield* say(sys, tty ? `\u001b[H\u001b[2J${text.replace(/\n/g, '\r\n')}` : `${i > 0 ? '\n' : ''}${text}`);
    }
  } finally {
    if (tty) tty.raw = false;
  }
  return 0;
}

const MATCH = [
  '-f, --full  use full process name to match',
  '-i, --ignore-case  match case insensitively',
  '-n, --newest  select most recently started',
  '-o, --oldest  select least recently started',
  '-P, --parent=PPID  match only child processes of the given parent',
  '-u, --euid=ID  match by effective IDs',
  '-v, --inverse  negates the matching',
  '-x, --exact  match exactly with the command name',
];

export const processTools: readonly Tool[] = [
  tool(
    {
      name: 'pgrep',
      version: 'pgrep from procps-ng 4.0.2',
      usage: 'pgrep [options] <pattern>',
      about: 'Look up processes based on name.',
      options: [
        '-a, --list-full  list PID and full command line',
        '-c, --count  count of matching processes',
        '-d, --delimiter=STRING  specify output delimiter',
        '-l, --list-name  list PID and process name',
        ...MATCH,
      ],
      usageStatus: 2,
    },
    pgrep,
  ),
  withSignal(
    tool(
      {
        name: 'pkill',
        version: 'pkill from procps-ng 4.0.2',
        usage: 'pkill [options] <pattern>',
        about: 'Signal processes based on name.',
        options: [
          '-e, --echo  display what is killed',
          '--signal=SIG  signal to send (either number or name); also -SIG',
          ...MATCH,
        ],
        usageStatus: 2,
      },
      pkill,
    ),
  ),
  withSignal(
    tool(
      {
        name: 'kill',
        version: 'kill from procps-ng 4.0.2',
        usage: 'kill [options] <pid> [...]',
        about: 'Send a signal to processes.',
        options: ['-s, --sig=SIGNAL  send specified signal', '--signal=SIGNAL  likewise; also -SIG'],
      },
      kill,
    ),
  ),
  tool(
    {
      name: 'top',
      version: 'top from procps-ng 4.0.2',
      usage: 'top -bd delay -n iterations',
      about: 'Display Linux processes.',
      options: [
        '-b, --batch-mode  output to other programs or a file',
        '-d, --delay=SECS  time between updates',
        '-n, --iterations=NUM  end after NUM updates',
      ],
      notes: 'CPU is not modelled and shows 0; memory is an estimate by kind of program; on a terminal, q leaves.',
    },
    top,
  ),
];
