import { utf8 } from '../base/bytes.ts';
import type { Eff } from '../engine/task.ts';
import type { Host } from '../machine/host.ts';
import type { World } from '../machine/world.ts';
import type { TerminalSpec } from './schema.ts';
import { startCommand } from './start.ts';

/** How long after a shell has ended the next one greets, µs. */
const PAUSE = 200_000;

/** A terminal with somebody logged in: a shell on a pty, and a new one whenever the old one has been left. */
export function* terminal(world: World, host: Host, spec: TerminalSpec, cwd: string | undefined): Eff<void> {
  const tty = world.tty(spec.tty);
  const end = { kind: 'tty', tty } as const;
  for (;;) {
    const shell = startCommand(world, host, {
      argv: ['bash'],
      user: spec.user,
      cwd: spec.cwd ?? cwd,
      env: { TERM: 'xterm-256color', SHELL: '/bin/bash', LOGNAME: spec.user },
      stdio: [end, end, end],
    });
    shell.session = shell.pid; // as sshd's child does before it becomes the shell: setsid(2)
    while (shell.state === 'running') yield PAUSE;
    tty.raw = false;
    tty.foreground = 0;
    tty.write(utf8(host.restarting ? `Connection to ${host.name} closed by remote host.\n` : '\n'));
    yield PAUSE;
    while (host.restarting) yield PAUSE;
  }
}
