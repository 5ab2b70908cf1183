import type { Unit } from './unit.ts';

/** Settings that do not go together (systemd 252): the unit is refused, or a setting is passed over. */
export function verifySettings(unit: Unit): void {
  const refuse = (why: string): void => {
    unit.messages.push(`${unit.name}: ${why} Refusing.`);
    unit.load = 'bad-setting';
  };
  const why =
    unit.type === 'service'
      ? service(unit)
      : unit.type === 'socket'
        ? socket(unit)
        : unit.type === 'timer'
          ? timer(unit)
          : unit.type === 'path'
            ? pathUnit(unit)
            : null;
  if (why !== null) return refuse(why);
  if (unit.type === 'service') remarks(unit);
}

const set = (unit: Unit, key: string): boolean => unit.list(key).length > 0;

/** Type= as it counts: left out, it follows from what else is there. */
export function serviceType(unit: Unit): string {
  const told = unit.text('Service.Type');
  if (told !== null) return told;
  if (set(unit, 'Service.BusName')) return 'dbus';
  return unit.execs('ExecStart').length > 0 ? 'simple' : 'oneshot';
}

function service(unit: Unit): string | null {
  const type = serviceType(unit);
  const start = unit.execs('ExecStart').length;
  const action = set(unit, 'Unit.SuccessAction');
  if (start === 0 && unit.execs('ExecStop').length === 0 && !action)
    return 'Service has no ExecStart=, ExecStop=, or SuccessAction=.';
  if (type !== 'oneshot' && start === 0 && !action)
    return 'Service has no ExecStart= setting, which is only allowed for Type=oneshot services.';
  if (start === 0 && !action && !unit.bool('Service.RemainAfterExit'))
    return 'Service has no ExecStart= and no SuccessAction= settings and does not have RemainAfterExit=yes set.';
  if (type !== 'oneshot' && start > 1)
    return 'Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services.';
  if (type === 'oneshot') {
    const restart = unit.text('Service.Restart');
    if (restart === 'always' || restart === 'on-success')
      return "Service has Restart= set to either always or on-success, which isn't allowed for Type=oneshot services.";
    if (set(unit, 'Service.RestartForceExitStatus'))
      return "Service has RestartForceExitStatus= set, which isn't allowed for Type=oneshot services.";
    if (unit.text('Service.ExitType') === 'cgroup')
      return "Service has ExitType=cgroup set, which isn't allowed for Type=oneshot services.";
  }
  if (type === 'dbus' && !set(unit, 'Service.BusName'))
    return 'Service is of type D-Bus but no D-Bus service name has been specified.';
  const mode = unit.text('Service.KillMode') ?? 'control-group';
  if (set(unit, 'Service.PAMName') && mode !== 'control-group' && mode !== 'mixed')
    return "Service has PAM enabled. Kill mode must be set to 'control-group' or 'mixed'.";
  return null;
}

function remarks(unit: Unit): void {
  const say = (text: string): void => void unit.messages.push(`${unit.name}: ${text} Ignoring.`);
  const [descriptors, strings] = ['USBFunctionDescriptors', 'USBFunctionStrings'];
  if (set(unit, `Service.${descriptors}`) && !set(unit, `Service.${strings}`))
    say(`Service has ${descriptors}= setting, but no ${strings}=.`);
  if (!set(unit, `Service.${descriptors}`) && set(unit, `Service.${strings}`))
    say(`Service has ${strings}= setting, but no ${descriptors}=.`);
  const limited = unit.span('Service.RuntimeMaxSec', Infinity) !== Infinity;
  if (limited && serviceType(unit) === 'oneshot') say('RuntimeMaxSec= has no effect in combination with Type=oneshot.');
  if (!limited && unit.span('Service.RuntimeRandomizedExtraSec', 0) > 0)
    say('Service has RuntimeRandomizedExtraSec= setting, but no RuntimeMaxSec=.');
}

function socket(unit: Unit): string | null {
  const listens = [...unit.values].some(([key, values]) => key.startsWith('Socket.Listen') && values.length > 0);
  return listens ? null : 'Unit has no Listen setting (ListenStream=, ListenDatagram=, ListenFIFO=, ...).';
}

const timer = (unit: Unit): string | null =>
  [...unit.values].some(([key, values]) => key.startsWith('Timer.On') && values.length > 0)
    ? null
    : 'Timer unit lacks value setting.';

const pathUnit = (unit: Unit): string | null =>
  [...unit.values].some(([key, values]) => /^Path\.(Path|Directory)/.test(key) && values.length > 0)
    ? null
    : 'Path unit lacks path setting.';
