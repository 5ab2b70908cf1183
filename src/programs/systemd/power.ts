/** reboot(8), shutdown(8), poweroff(8): the machine can be restarted; there is nobody to switch it on again. */
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { askManager } from './bus.ts';
import { parseArguments } from './systemctl.ts';

function* restart(sys: Sys): Eff<number> {
  const defaults = parseArguments([]);
  if (defaults === null || typeof defaults === 'string') return 1;
  return yield* askManager(sys, 'reboot', [], defaults.options);
}

const NO_BUTTON = 'not modelled; this machine has no button to be switched on again. Use reboot.\n';

export function* reboot(sys: Sys): Eff<number> {
  yield* sys.cpu(1500);
  const unknown = sys.argv.slice(1).find((arg) => !/^(-f|--force|-w|--wtmp-only|--no-wall|--reboot)$/.test(arg));
  if (unknown === '--help') {
    sys.print(1, 'reboot [OPTIONS...]\n\nReboot the system.\n');
    return 0;
  }
  if (unknown === undefined) return yield* restart(sys);
  sys.print(2, `reboot: unrecognized option '${unknown}'\n`);
  return 1;
}

export function* poweroff(sys: Sys): Eff<number> {
  yield* sys.cpu(1500);
  if (sys.argv.includes('--reboot')) return yield* restart(sys);
  sys.print(2, `${(sys.argv[0] ?? 'poweroff').split('/').at(-1)}: ${NO_BUTTON}`);
  return 1;
}

/** `shutdown -r now`; a later time is waited for. */
export function* shutdown(sys: Sys): Eff<number> {
  yield* sys.cpu(1500);
  const args = sys.argv.slice(1);
  if (!args.some((arg) => arg === '-r' || arg === '--reboot')) {
    sys.print(2, `shutdown: without -r: ${NO_BUTTON}`);
    return 1;
  }
  const when = args.find((arg) => !arg.startsWith('-')) ?? '+1';
  const minutes = when === 'now' ? 0 : /^\+?\d+$/.test(when) ? Number(when) : null;
  if (minutes === null) {
    sys.print(2, `Failed to parse time specification: ${when}\n`);
    return 1;
  }
  if (minutes > 0) {
    sys.print(2, `shutdown: a time that is not now is not modelled; use "shutdown -r now".\n`);
    return 1;
  }
  return yield* restart(sys);
}
