import { systemdAnalyze } from './analyze.ts';
import { systemctl } from './systemctl.ts';

export const systemd = { systemctl, 'systemd-analyze': systemdAnalyze };
