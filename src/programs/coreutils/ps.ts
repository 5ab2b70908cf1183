import { two } from '../../base/calendar.ts';
import type { Eff } from '../../engine/task.ts';
import type { Process } from '../../machine/process.ts';
import type { Sys } from '../../machine/sys.ts';
import { civil } from './format.ts';
import { say } from './io.ts';

const command = (p: Process): string =>
  p.state === 'zombie' ? `[${name(p)}] <defunct>` : (p.title ?? p.argv.join(' '));
const name = (p: Process): string => (p.argv[0] ?? '').slice((p.argv[0] ?? '').lastIndexOf('/') + 1);
const state = (p: Process): string => (p.state === 'zombie' ? 'Z' : p.stopped ? 'T' : 'S');

/** ps (procps 4.0): plain, `aux`, `-ef`, `-e`, `-C name`; CPU and memory columns are not modelled and show 0.0. */
export function* ps(sys: Sys): Eff<number> {
  const args = sys.argv.slice(1).join(' ');
  const all = [...sys.process.host.processes.values()].sort((a, b) => a.pid - b.pid);
  const byName = /-C\s*(\S+)/.exec(args)?.[1];
  const chosen = byName
    ? all.filter((p) => name(p) === byName)
    : /a.*x|x.*a|-e|-A/.test(args)
      ? all
      : all.filter((p) => p.session === sys.process.session);
  if (/u/.test(args) && !args.startsWith('-')) yield* say(sys, aux(sys, chosen));
  else if (/f/.test(args)) yield* say(sys, full(sys, chosen));
  else
    yield* say(
      sys,
      [
        '    PID TTY          TIME CMD',
        ...chosen.map((p) => `${String(p.pid).padStart(7)} ${tty(p).padEnd(8)} 00:00:00 ${name(p)}`),
        '',
      ].join('\n'),
    );
  return chosen.length > 0 ? 0 : 1;
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

function aux(sys: Sys, list: readonly Process[]): string {
  const { users } = sys.process.host;
  const rows = list.map(
    (p) =>
      `${users.userName(p.credentials.uid).padEnd(8)} ${String(p.pid).padStart(7)}  0.0  0.0      0     0 ${tty(p).padEnd(8)} ${state(p).padEnd(4)} ${started(sys, p)}   0:00 ${command(p)}`,
  );
  return ['USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND', ...rows, ''].join('\n');
}

function full(sys: Sys, list: readonly Process[]): string {
  const { users } = sys.process.host;
  const rows = list.map(
    (p) =>
      `${users.userName(p.credentials.uid).padEnd(8)} ${String(p.pid).padStart(7)} ${String(p.parent?.pid ?? 0).padStart(7)}  0 ${started(sys, p)} ${tty(p).padEnd(8)} 00:00:00 ${command(p)}`,
  );
  return ['UID          PID    PPID  C STIME TTY          TIME CMD', ...rows, ''].join('\n');
}
