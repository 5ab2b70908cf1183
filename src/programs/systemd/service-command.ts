/** service(8) of Debian's init-system-helpers 1.65: on a machine with systemd it hands over to systemctl. */
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { findFragment, UNIT_PATHS } from './load.ts';
import { isBooted } from './systemctl.ts';

const USAGE = 'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n';
const ACTIONS = ['start', 'stop', 'status', 'restart', 'reload', 'try-restart', 'force-reload'];

export function* service(sys: Sys): Eff<number> {
  yield* sys.cpu(2000);
  const [name, action = ''] = sys.argv.slice(1);
  if (name === '--version') {
    sys.print(1, 'service ver. 1.65~deb12u1\n');
    return 0;
  }
  if (name === undefined || name.startsWith('-') || action === '') {
    sys.print(name === '--help' || name === '-h' ? 1 : 2, USAGE);
    return name === '--help' || name === '-h' ? 0 : 1;
  }
  const unit = `${name.replace(/\.service$/, '')}.service`;
  const verb = action === '--full-restart' ? 'restart' : action === 'force-reload' ? 'reload-or-restart' : action;
  if (
    !isBooted(sys) ||
    !findFragment(sys, unit, UNIT_PATHS) ||
    !(ACTIONS.includes(action) || action === '--full-restart')
  ) {
    sys.print(2, `${name}: unrecognized service\n`);
    return 1;
  }
  return yield* sys.exec(['systemctl', verb, unit]);
}
