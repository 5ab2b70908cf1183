import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { civil } from './format.ts';
import { strftime } from './date.ts';
import { run } from './find.ts';
import { uptimeLine, upSince } from './logins.ts';
import { say, sayError } from './io.ts';
import type { Manual } from './manual.ts';
import { machineMemory, TOTAL } from './memory.ts';
import { gnu, misuse, tool, ToolError, type Parsed, type Tool } from './tool.ts';

function* uname(sys: Sys, options: Parsed): Eff<number> {
  if (options.operands[0] !== undefined) throw misuse(`extra operand ‘${options.operands[0]}’`);
  const all = options.has('a');
  const parts: readonly (readonly [string, string])[] = [
    ['s', 'Linux'],
    ['n', sys.process.host.name],
    ['r', '6.1.0-simulated'],
    ['v', '#1 SMP PREEMPT_DYNAMIC'],
    ['m', 'x86_64'],
    ['o', 'GNU/Linux'],
  ];
  const shown = parts.filter(([key]) => all || options.has(key) || (options.order.length === 0 && key === 's'));
  yield* say(sys, `${shown.map(([, text]) => text).join(' ')}\n`);
  return 0;
}

function* hostname(sys: Sys, options: Parsed): Eff<number> {
  const { host } = sys.process;
  if (options.operands.length > 0)
    throw new ToolError('you must be root to change the host name (and here nobody can)');
  yield* say(sys, `${options.has('I') ? `${host.spec.addresses.join(' ')} ` : host.name}\n`);
  return 0;
}

function* uptime(sys: Sys, options: Parsed): Eff<number> {
  const minutes = Math.floor(upSince(sys) / 60_000_000);
  const hours = Math.floor(minutes / 60);
  const word = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`;
  if (options.has('p'))
    yield* say(sys, `up ${hours > 0 ? `${word(hours, 'hour')}, ` : ''}${word(minutes % 60, 'minute')}\n`);
  else if (options.has('s'))
    yield* say(sys, `${strftime('%F %T', sys.clock - upSince(sys), civil(sys.clock - upSince(sys)))}\n`);
  else yield* say(sys, ` ${uptimeLine(sys)}\n`);
  return 0;
}

const SHARED = 1024;

/** A machine of 2 GiB; what is used is estimated (memory.ts). */
function* free(sys: Sys, options: Parsed): Eff<number> {
  const human = (kib: number): string =>
    kib >= 1_048_576
      ? `${(kib / 1_048_576).toFixed(1)}Gi`
      : kib >= 1024
        ? `${Math.round(kib / 1024)}Mi`
        : kib === 0
          ? '0B'
          : `${kib}Ki`;
  const show = (kib: number): string =>
    (options.has('h')
      ? human(kib)
      : String(Math.floor(kib / (options.has('g') ? 1_048_576 : options.has('m') ? 1024 : 1)))
    ).padStart(12);
  const { used, free: unused, cache, available } = machineMemory(sys);
  const head = ['total', 'used', 'free', 'shared', 'buff/cache', 'available'].map((w) => w.padStart(12)).join('');
  yield* say(
    sys,
    `${' '.repeat(8)}${head.slice(0)}\nMem:    ${[TOTAL, used, unused, SHARED, cache, available].map(show).join('')}\nSwap:   ${[0, 0, 0].map(show).join('')}\n`,
  );
  return 0;
}

function* df(sys: Sys, options: Parsed): Eff<number> {
  for (const path of options.operands)
    if (!sys.fs.exists(path)) throw new ToolError(`${path}: No such file or directory`);
  const head = options.has('h')
    ? 'Filesystem      Size  Used Avail Use% Mounted on'
    : 'Filesystem     1K-blocks    Used Available Use% Mounted on';
  const row = options.has('h')
    ? '/dev/vda1        20G  2.5G   17G  14% /'
    : '/dev/vda1       20971520 2621440  17301504  14% /';
  yield* say(sys, `${head}\n${row}\n`);
  return 0;
}

function* nproc(sys: Sys): Eff<number> {
  yield* say(sys, `${sys.process.host.cpu.cores}\n`);
  return 0;
}

function* clear(sys: Sys): Eff<number> {
  yield* say(sys, '\u001b[H\u001b[2J\u001b[3J');
  return 0;
}

function* watch(sys: Sys, options: Parsed): Eff<number> {
  if (options.operands.length === 0) {
    yield* sayError(sys, `Usage:\n ${WATCH.usage}\n`);
    return 1;
  }
  const seconds = Math.max(0.1, Number(options.value('n') ?? 2));
  if (Number.isNaN(seconds)) throw new ToolError(`failed to parse argument: '${options.value('n')}'`);
  const command = options.operands.join(' ');
  const output = sys.process.fds.get(1).description;
  // Its own screen, which is left with Ctrl-C.
  let stopped = false;
  const screen = output.kind === 'tty';
  if (screen) {
    sys.signal('INT', () => (stopped = true));
    yield* say(sys, '\u001b[?1049h');
  }
  for (;;) {
    const t = civil(sys.clock);
    const right = `${sys.process.host.name}: ${strftime('%a %b %e %H:%M:%S %Y', sys.clock, t)}`;
    const left = `Every ${seconds.toFixed(1)}s: ${command}`;
    yield* say(
      sys,
      `\u001b[H\u001b[2J${options.has('t') ? '' : `${left}${right.padStart(Math.max(1, 80 - left.length))}\n\n`}`,
    );
    const argv = options.has('x') ? options.operands : ['sh', '-c', command];
    const code = yield* run(sys, argv, []);
    const failed = options.has('e') && code !== 0;
    if (!stopped && !failed) yield* sys.sleep(Math.round(seconds * 1_000_000));
    if (!stopped && !failed) continue;
    if (screen) yield* say(sys, '\u001b[?1049l');
    return failed ? 8 : 0;
  }
}

const WATCH: Manual = {
  name: 'watch',
  version: 'watch from procps-ng 4.0.2',
  usage: 'watch [options] command',
  about: 'Execute a program periodically, showing output fullscreen.',
  options: [
    '-e, --errexit  exit if command has a non-zero exit',
    '-n, --interval=SECS  seconds to wait between updates',
    '-t, --no-title  turn off header',
    '-x, --exec  pass command to exec instead of "sh -c"',
  ],
  stopsAtOperand: true,
};

export const systemTools: readonly Tool[] = [
  tool(
    {
      name: 'uname',
      version: gnu('uname'),
      usage: 'uname [OPTION]...',
      about: 'Print certain system information.',
      options: [
        '-a, --all  print all information',
        '-s, --kernel-name  print the kernel name',
        '-n, --nodename  print the network node hostname',
        '-r, --kernel-release  print the kernel release',
        '-v, --kernel-version  print the kernel version',
        '-m, --machine  print the machine hardware name',
        '-o, --operating-system  print the operating system',
      ],
    },
    uname,
  ),
  tool(
    {
      name: 'hostname',
      version: 'hostname 3.23',
      usage: 'hostname [-I|-s|-f]',
      about: 'Display host name.',
      options: [
        '-f, --fqdn  long host name',
        '-I, --all-ip-addresses  all addresses for the host',
        '-s, --short  short host name',
      ],
      usageStatus: 4,
      onWrongOption: 'usage',
    },
    hostname,
  ),
  tool(
    {
      name: 'uptime',
      version: 'uptime from procps-ng 4.0.2',
      usage: 'uptime [options]',
      about: 'Tell how long the system has been running.',
      options: ['-p, --pretty  show uptime in pretty format', '-s, --since  system up since'],
      notes: 'the machine starts with the run; load averages are not modelled and show 0.00.',
      onWrongOption: 'usage',
    },
    uptime,
  ),
  tool(
    {
      name: 'free',
      version: 'free from procps-ng 4.0.2',
      usage: 'free [options]',
      about: 'Display amount of free and used memory in the system.',
      options: [
        '-g, --gibi  show output in gibibytes',
        '-h, --human  show human-readable output',
        '-k, --kibi  show output in kibibytes',
        '-m, --mebi  show output in mebibytes',
      ],
      notes: 'a machine of 2 GiB; what its programs use is an estimate by their kind, as in ps and top.',
      onWrongOption: 'usage',
    },
    free,
  ),
  tool(
    {
      name: 'df',
      version: gnu('df'),
      usage: 'df [OPTION]... [FILE]...',
      about: 'Show information about the file system.',
      options: ['-h, --human-readable  print sizes in powers of 1024', '-k  like --block-size=1K'],
      notes: 'disks are not modelled; the figures never change.',
    },
    df,
  ),
  tool(
    {
      name: 'nproc',
      version: gnu('nproc'),
      usage: 'nproc',
      about: 'Print the number of processing units available.',
      options: ['--all  print the number of installed processors'],
    },
    nproc,
  ),
  tool(
    {
      name: 'clear',
      version: 'ncurses 6.4.20221231',
      usage: 'clear',
      about: 'Clear the terminal screen.',
      options: [],
    },
    clear,
  ),
  tool(WATCH, watch),
];
