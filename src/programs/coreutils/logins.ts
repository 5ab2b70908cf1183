import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { two } from '../../base/calendar.ts';
import { strftime } from './date.ts';
import { civil } from './format.ts';
import { say } from './io.ts';
import { tool, type Parsed, type Tool } from './tool.ts';

interface Login {
  readonly user: string;
  readonly tty: string;
  /** µs since the epoch. */
  readonly since: number;
  readonly pid: number;
  readonly what: string;
}

/** Who sits at a terminal: the first process on each. */
function logins(sys: Sys): Login[] {
  const found = new Map<number, Login>();
  const { host } = sys.process;
  for (const process of host.processes.values()) {
    const { description } = process.fds.has(0) ? process.fds.get(0) : { description: null };
    if (description?.kind !== 'tty' || found.has(description.tty.id)) continue;
    found.set(description.tty.id, {
      user: host.users.userName(process.credentials.uid),
      tty: `pts/${description.tty.id}`,
      since: sys.world.epoch + process.startedAt,
      pid: process.pid,
      what: process.argv.join(' '),
    });
  }
  return [...found.values()].sort((a, b) => (a.tty < b.tty ? -1 : 1));
}

/** Since pid 1 began. */
export const upSince = (sys: Sys): number => sys.now - sys.process.host.bootedAt;

export function uptimeLine(sys: Sys): string {
  const minutes = Math.floor(upSince(sys) / 60_000_000);
  const up = minutes >= 60 ? `${Math.floor(minutes / 60)}:${two(minutes % 60)}` : `${minutes} min`;
  const t = civil(sys.clock);
  const shells = new Set(logins(sys).map(({ tty }) => tty));
  return `${two(t.hour)}:${two(t.minute)}:${two(t.second)} up ${up}, ${String(shells.size).padStart(2)} user${shells.size === 1 ? '' : 's'},  load average: 0.00, 0.00, 0.00`;
}
const at = (format: string, us: number): string => strftime(format, us, civil(us));
/** Where the terminals of the page connect from. */
const FROM = '198.51.100.7';

function* who(sys: Sys, options: Parsed): Eff<number> {
  const { host } = sys.process;
  if (options.has('b')) {
    yield* say(sys, `         system boot  ${at('%F %H:%M', sys.world.epoch + host.bootedAt)}\n`);
    return 0;
  }
  for (const { user, tty, since } of logins(sys))
    yield* say(sys, `${user.padEnd(8)} ${tty.padEnd(12)} ${at('%F %H:%M', since)} (${FROM})\n`);
  return 0;
}

function* w(sys: Sys): Eff<number> {
  yield* say(sys, ` ${uptimeLine(sys)}\nUSER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\n`);
  for (const { user, tty, since, what } of logins(sys))
    yield* say(
      sys,
      `${user.padEnd(8)} ${tty.padEnd(8)} ${FROM.padEnd(16)} ${at('%H:%M', since)}    0.00s  0.00s  0.00s ${what}\n`,
    );
  return 0;
}

/** Logins that are still there and every start of the machine, newest first. */
function* last(sys: Sys, options: Parsed): Eff<number> {
  const { host } = sys.process;
  const [only] = options.operands;
  const rows: { readonly at: number; readonly name: string; readonly text: string }[] = [];
  const when = '%a %b %e %H:%M';
  for (const { user, tty, since } of logins(sys))
    rows.push({
      at: since,
      name: user,
      text: `${user.padEnd(8)} ${tty.padEnd(12)} ${FROM.padEnd(16)} ${at(when, since)}   still logged in`,
    });
  host.boots.forEach((boot, i) => {
    const next = host.boots[i + 1];
    const began = sys.world.epoch + boot;
    const end =
      next === undefined ? '  still running' : `- ${at('%H:%M', sys.world.epoch + next)}  (${span(next - boot)})`;
    rows.push({
      at: began,
      name: 'reboot',
      text: `${'reboot'.padEnd(8)} ${'system boot'.padEnd(12)} ${'6.1.0-simulated'.padEnd(16)} ${at(when, began)} ${end}`,
    });
  });
  rows.sort((a, b) => b.at - a.at);
  const shown = rows.filter(({ name }) => only === undefined || name === only);
  yield* say(
    sys,
    `${shown.map(({ text }) => `${text}\n`).join('')}\nwtmp begins ${at('%a %b %e %H:%M:%S %Y', sys.world.epoch)}\n`,
  );
  return 0;
}

function span(us: number): string {
  const minutes = Math.floor(us / 60e6);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

export const loginTools: readonly Tool[] = [
  tool(
    {
      name: 'who',
      version: 'who (GNU coreutils) 9.1',
      usage: 'who [OPTION]...',
      about: 'Print information about users who are currently logged in.',
      options: ['-b, --boot  time of last system boot'],
    },
    who,
  ),
  tool(
    {
      name: 'w',
      version: 'w from procps-ng 4.0.2',
      usage: 'w',
      about: 'Show who is logged on and what they are doing.',
      options: [],
      onWrongOption: 'usage',
    },
    w,
  ),
  tool(
    {
      name: 'last',
      version: 'last from util-linux 2.38.1',
      usage: 'last [options] [username]',
      about: 'Show a listing of last logged in users; `last reboot` shows when the machine was started.',
      options: [],
    },
    last,
  ),
];
