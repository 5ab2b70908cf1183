import { systemdAnalyze } from './analyze.ts';
import { journalctl } from './journalctl.ts';
import { poweroff, reboot, shutdown } from './power.ts';
import { service } from './service-command.ts';
import { systemctl } from './systemctl.ts';

export { systemdManager } from './manager.ts';
export const systemd = {
  systemctl,
  service,
  journalctl,
  'systemd-analyze': systemdAnalyze,
  reboot,
  shutdown,
  poweroff,
  halt: poweroff,
};
