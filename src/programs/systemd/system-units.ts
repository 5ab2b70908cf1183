/**
 * The unit files that a Debian 12 server has before anybody writes one, as far as units name them: the targets of
 * systemd.special(7) with their order.
 */
const target = (description: string, ...lines: readonly string[]): string =>
  ['[Unit]', `Description=${description}`, ...lines, ''].join('\n');

export const SYSTEM_UNITS: Readonly<Record<string, string>> = {
  'sysinit.target': target('System Initialization'),
  'local-fs.target': target('Local File Systems', 'DefaultDependencies=no'),
  'basic.target': target(
    'Basic System',
    'Requires=sysinit.target',
    'Wants=sockets.target timers.target paths.target',
    'After=sysinit.target sockets.target',
  ),
  'sockets.target': target('Socket Units'),
  'timers.target': target('Timer Units'),
  'paths.target': target('Path Units'),
  'network-pre.target': target('Preparation for Network', 'RefuseManualStart=yes'),
  'network.target': target('Network', 'After=network-pre.target', 'RefuseManualStart=yes'),
  'network-online.target': target('Network is Online', 'After=network.target'),
  'nss-lookup.target': target('Host and Network Name Lookups', 'RefuseManualStart=yes'),
  'remote-fs.target': target('Remote File Systems', '', '[Install]', 'WantedBy=multi-user.target'),
  'time-sync.target': target('System Time Synchronized', 'RefuseManualStart=yes'),
  'shutdown.target': target('System Shutdown', 'DefaultDependencies=no', 'RefuseManualStart=yes'),
  'rescue.target': target('Rescue Mode', 'Requires=sysinit.target', 'After=sysinit.target', 'AllowIsolate=yes'),
  'multi-user.target': target('Multi-User System', 'Requires=basic.target', 'After=basic.target', 'AllowIsolate=yes'),
  'graphical.target': target(
    'Graphical Interface',
    'Requires=multi-user.target',
    'After=multi-user.target',
    'AllowIsolate=yes',
  ),
};
