import type { Eff } from '../../engine/task.ts';
import type { Job, Shell } from './shell.ts';

/** Job control's builtins (bash(1), JOB CONTROL). */
export function findJob(shell: Shell, spec: string | undefined): Job | null {
  const [current, previous] = shell.current;
  if (spec === undefined || spec === '%%' || spec === '%+' || spec === '%') return current ?? null;
  if (spec === '%-') return previous ?? null;
  const name = spec.replace(/^%/, '');
  if (/^\d+$/.test(name)) return shell.jobs.find((j) => j.id === Number(name)) ?? null;
  return shell.jobs.findLast((j) => j.command.startsWith(name)) ?? null;
}

export function jobs(shell: Shell, args: readonly string[]): number {
  for (const job of [...shell.jobs].sort((a, b) => a.id - b.id)) {
    if (!shell.isAlive(job)) continue;
    const state = shell.isStopped(job) ? 'Stopped' : 'Running';
    if (args.includes('-p')) shell.sys.print(1, `${job.group}\n`);
    else if (args.includes('-l')) shell.sys.print(1, shell.describe(job, state).replace('  ', ` ${job.group} `));
    else shell.sys.print(1, shell.describe(job, state));
  }
  return 0;
}

function missing(shell: Shell, name: string, spec: string | undefined): number {
  shell.complain(`${name}: ${shell.tty ? `${spec ?? 'current'}: no such job` : 'no job control'}`);
  return 1;
}

function go(shell: Shell, job: Job): void {
  for (const p of Array.from(shell.sys.process.host.processes.values())) {
    if (p.group === job.group && p.stopped) shell.sys.kill(p.pid, 'CONT');
  }
}

export function* fg(shell: Shell, args: readonly string[]): Eff<number> {
  const job = findJob(shell, args[0]);
  if (!job || !shell.tty) return missing(shell, 'fg', args[0]);
  shell.sys.print(1, `${job.command}\n`);
  shell.tty.foreground = job.group;
  go(shell, job);
  return yield* shell.foreground(job.pids, job.command, job);
}

export function bg(shell: Shell, args: readonly string[]): number {
  const job = findJob(shell, args[0]);
  if (!job || !shell.tty) return missing(shell, 'bg', args[0]);
  if (!shell.isStopped(job)) {
    shell.complain(`bg: job ${job.id} already in background`);
    return 0;
  }
  shell.sys.print(1, `[${job.id}]${shell.mark(job)} ${job.command} &\n`);
  go(shell, job);
  return 0;
}
