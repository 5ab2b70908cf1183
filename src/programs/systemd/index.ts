import { systemdAnalyze } from './analyze.ts';
import { journalctl } from './journalctl.ts';
import { systemctl } from './systemctl.ts';

export { systemdManager } from './manager.ts';
export const systemd = { systemctl, journalctl, 'systemd-analyze': systemdAnalyze };
