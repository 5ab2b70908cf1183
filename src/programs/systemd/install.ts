/** enable, disable, mask and their kin: symlinks below /etc/systemd/system by what [Install] says (systemctl(1), 252). */
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { findFragment, listed, loadUnit, UNIT_PATHS } from './load.ts';
import { isTemplate, mangleFile, nameParts, templateOf, unitType, withInstance } from './names.ts';
import { resolveSpecifiers } from './specifiers.ts';
import type { Unit } from './unit.ts';

const CONFIG = '/etc/systemd/system';

/** `booted`: the manager does it, and words its errors a little differently. */
export interface InstallHow {
  readonly verb: string;
  readonly booted: boolean;
}

export interface Installed {
  readonly status: number;
  readonly lines: readonly string[];
  /** Nothing in [Install] at all: systemctl explains what that means. */
  readonly bare: boolean;
}

const failed = (verb: string, offline: string, booted: string, how: InstallHow): string =>
  how.booted ? `Failed to ${verb} unit: ${booted}` : `Failed to ${verb} unit, ${offline}`;

/** Enable units and what they name in Also=. */
export function enable(sys: Sys, names: readonly string[], how: InstallHow): Installed {
  const lines: string[] = [];
  let carries = false;
  const done = new Set<string>();
  const visit = (name: string, also: boolean): number => {
    if (done.has(name)) return 0;
    done.add(name);
    const unit = loadForInstall(sys, name, how, lines, also);
    if (unit === null) return also ? 0 : 1;
    const { status, any } = linkAll(sys, unit, how, lines);
    carries ||= any;
    for (const other of unit.list('Install.Also')) visit(other, true);
    return status;
  };
  const statuses = names.map((name) => visit(linked(sys, mangleFile(name), lines), false));
  const status = Math.max(0, ...statuses);
  return { status, lines, bare: status === 0 && !carries };
}

/** What is wrong with what installing reads; the rest of a unit is not looked at. */
export const installProblems = (unit: Unit): string[] =>
  unit.messages.filter((m) => m.includes('[Install]') || m.includes('Invalid section'));

/** An absolute path outside the search path is first linked into it. */
function linked(sys: Sys, name: string, lines: string[]): string {
  if (!name.startsWith('/') || !sys.fs.exists(name)) return name;
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (!UNIT_PATHS.some((dir) => name === `${dir}/${base}`)) link(sys, name, `${CONFIG}/${base}`, lines);
  return base;
}

function loadForInstall(sys: Sys, name: string, how: InstallHow, lines: string[], also: boolean): Unit | null {
  const unit = findFragment(sys, name, UNIT_PATHS) ? loadUnit(sys, name) : null;
  if (unit === null || unit.fragment === null) {
    lines.push(
      also
        ? `Failed to ${how.verb} auxiliary unit ${name}, ignoring.`
        : failed(how.verb, `unit ${name} does not exist.`, `Unit file ${name} does not exist.`, how),
    );
    return null;
  }
  if (!how.booted) lines.push(...installProblems(unit));
  if (unit.load === 'masked') {
    lines.push(failed(how.verb, `unit ${unit.fragment} is masked.`, `Unit file ${unit.fragment} is masked.`, how));
    return null;
  }
  if (unit.load === 'error') {
    lines.push(failed(how.verb, `file "${unit.name}": ${unit.error}`, `${unit.error}`, how));
    return null;
  }
  return unit;
}

function linkAll(
  sys: Sys,
  unit: Unit,
  how: InstallHow,
  lines: string[],
): { readonly status: number; readonly any: boolean } {
  let status = 0;
  const target = unit.fragment ?? '';
  const fail = (offline: string, booted = offline): void => {
    lines.push(failed(how.verb, offline, booted, how));
    status = 1;
  };
  const resolve = (text: string): string =>
    resolveSpecifiers(text, { unit: unit.name, hostName: sys.process.host.name, fragment: unit.fragment }) ?? text;
  for (const alias of unit.list('Install.Alias').map(resolve)) {
    if (unitType(alias) !== unit.type) fail(`cannot alias ${unit.name} as ${alias}.`, 'Invalid argument');
    else link(sys, target, `${CONFIG}/${alias}`, lines);
  }
  for (const [key, suffix] of [
    ['Install.WantedBy', 'wants'],
    ['Install.RequiredBy', 'requires'],
  ] as const) {
    for (const wanter of unit.list(key).map(resolve)) {
      if (unitType(wanter) === null) {
        fail(`"${wanter}" is not a valid unit name.`, 'Invalid argument');
        continue;
      }
      const name = installName(unit);
      if (name === null) {
        lines.push(`Failed to ${how.verb} ${unit.name}, destination unit ${wanter} is a non-template unit.`);
        status = 1;
        continue;
      }
      link(sys, target, `${CONFIG}/${wanter}.${suffix}/${name}`, lines);
      if (!findFragment(sys, wanter, UNIT_PATHS))
        lines.push(`Unit ${target} is added as a dependency to a non-existent unit ${wanter}.`);
    }
  }
  // Also= and DefaultInstance= alone install nothing.
  const any = ['WantedBy', 'RequiredBy', 'Alias'].some((k) => unit.list(`Install.${k}`).length > 0);
  return { status, any };
}

/** A template is enabled as its default instance, if it has one. */
function installName(unit: Unit): string | null {
  if (!isTemplate(unit.name)) return unit.name;
  const instance = unit.text('Install.DefaultInstance');
  return instance === null ? null : withInstance(unit.name, instance);
}

/** A symlink in the place of any older one, told in `lines`. */
export function link(sys: Sys, target: string, path: string, lines: string[]): void {
  const dir = path.slice(0, path.lastIndexOf('/'));
  if (!sys.fs.exists(dir)) sys.fs.mkdir(dir, 0o755);
  if (isLink(sys, path)) {
    const inode = sys.fs.lstat(path);
    if (inode.kind === 'symlink' && inode.target === target) return;
    sys.fs.unlink(path);
    lines.push(`Removed "${path}".`);
  }
  sys.fs.symlink(target, path);
  lines.push(`Created symlink ${path} → ${target}.`);
}

function isLink(sys: Sys, path: string): boolean {
  try {
    return sys.fs.lstat(path).kind === 'symlink';
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

/** Remove every link below /etc/systemd/system that leads to the units (and to those in Also=). */
export function disable(sys: Sys, names: readonly string[], how: InstallHow): Installed {
  const lines: string[] = [];
  let status = 0;
  const gone = new Set<string>();
  for (const name of names.map(mangleFile)) {
    if (!findFragment(sys, name, UNIT_PATHS)) {
      lines.push(failed(how.verb, `unit ${name} does not exist.`, `Unit file ${name} does not exist.`, how));
      if (how.booted) status = 1;
      continue;
    }
    gone.add(name);
    for (const also of loadUnit(sys, name).list('Install.Also')) gone.add(also);
  }
  for (const path of linksTo(sys, gone)) {
    sys.fs.unlink(path);
    lines.push(`Removed "${path}".`);
  }
  return { status, lines, bare: false };
}

function linksTo(sys: Sys, names: ReadonlySet<string>): string[] {
  const found: string[] = [];
  const dirs = [
    CONFIG,
    ...listed(sys, CONFIG)
      .filter((d) => /\.(wants|requires)$/.test(d))
      .map((d) => `${CONFIG}/${d}`),
  ];
  for (const dir of dirs) {
    for (const file of listed(sys, dir)) {
      const path = `${dir}/${file}`;
      const inode = sys.fs.lstat(path);
      if (inode.kind !== 'symlink' || inode.target === '/dev/null') continue;
      const target = inode.target.slice(inode.target.lastIndexOf('/') + 1);
      const foreign = dir === CONFIG && file === target;
      if (names.has(file) || (names.has(target) && file !== target) || (foreign && names.has(file))) found.push(path);
    }
  }
  return found;
}

/** `systemctl link`: a unit file that lies elsewhere is made known, and no more. */
export function linkFiles(sys: Sys, paths: readonly string[], how: InstallHow): Installed {
  const lines: string[] = [];
  let status = 0;
  for (const given of paths) {
    if (!given.includes('/')) {
      const text = `Link argument must contain at least one directory separator.\nIf you intended to link a file in the current directory, try ./${given} instead.`;
      return { status: 1, lines: [text], bare: false };
    }
    const path = sys.path(given);
    const base = path.slice(path.lastIndexOf('/') + 1);
    if (unitType(base) === null || !sys.fs.exists(path)) {
      const odd = unitType(base) === null;
      const offline = odd ? 'Invalid argument' : `unit ${path} does not exist.`;
      lines.push(failed('link', offline, odd ? offline : `Unit file ${path} does not exist.`, how));
      status = 1;
    } else if (!UNIT_PATHS.some((dir) => path === `${dir}/${base}`)) link(sys, path, `${CONFIG}/${base}`, lines);
  }
  return { status, lines, bare: false };
}

export function mask(sys: Sys, names: readonly string[], how: InstallHow): Installed {
  const lines: string[] = [];
  let status = 0;
  for (const name of names.map(mangleFile)) {
    const path = `${CONFIG}/${name}`;
    if (sys.fs.exists(path) && !isLink(sys, path)) {
      lines.push(failed('mask', `file "${path}" already exists.`, `File ${path} already exists.`, how));
      status = 1;
    } else {
      if (!findFragment(sys, name, UNIT_PATHS)) lines.push(`Unit ${name} does not exist, proceeding anyway.`);
      link(sys, '/dev/null', path, lines);
    }
  }
  return { status, lines, bare: false };
}

export function unmask(sys: Sys, names: readonly string[]): Installed {
  const lines: string[] = [];
  for (const name of names.map(mangleFile)) {
    const path = `${CONFIG}/${name}`;
    if (!isLink(sys, path)) continue;
    const inode = sys.fs.lstat(path);
    if (inode.kind !== 'symlink' || inode.target !== '/dev/null') continue;
    sys.fs.unlink(path);
    lines.push(`Removed "${path}".`);
  }
  return { status: 0, lines, bare: false };
}

export type FileState = 'enabled' | 'disabled' | 'static' | 'masked' | 'alias' | 'linked' | 'indirect' | 'bad';

/** What `is-enabled` prints; null: there is no such unit file. */
export function fileState(sys: Sys, name: string): FileState | null {
  const found = findFragment(sys, name, UNIT_PATHS);
  if (!found) return null;
  const unit = loadUnit(sys, name);
  if (unit.load === 'masked') return 'masked';
  if (unit.load === 'error') return 'bad';
  if (found.name !== name) return 'alias';
  if (isEnabled(sys, name)) return 'enabled';
  const template = templateOf(name);
  if (template !== null && nameParts(name).instance !== null && isEnabled(sys, template)) return 'enabled';
  const inode = sys.fs.lstat(found.path);
  if (inode.kind === 'symlink') return 'linked';
  const installs = ['WantedBy', 'RequiredBy', 'Alias'].some((k) => unit.list(`Install.${k}`).length > 0);
  if (installs) return 'disabled';
  return unit.list('Install.Also').length > 0 ? 'indirect' : 'static';
}

const isEnabled = (sys: Sys, name: string): boolean => {
  const names = new Set([name]);
  return linksTo(sys, names).some((path) => !(path === `${CONFIG}/${name}`));
};
