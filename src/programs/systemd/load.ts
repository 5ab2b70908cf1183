/** Loading units: search path, aliases, templates, drop-ins (systemd.unit(5), "Unit File Load Path"). */
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { check } from './check.ts';
import { parseExec } from './exec-line.ts';
import { nameParts, templateOf, unitType } from './names.ts';
import type { SpecifierContext } from './specifiers.ts';
import { directive, isUntold, sectionsOf } from './table/index.ts';
import { parseUnitFile, type UnitItem } from './unit-file.ts';
import { Unit } from './unit.ts';
import { verifySettings } from './verify-settings.ts';

/** Where system units are looked for; the first that has one wins. */
export const UNIT_PATHS = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/lib/systemd/system',
] as const;

export function loadUnit(sys: Sys, name: string, paths: readonly string[] = UNIT_PATHS): Unit {
  const found = findFragment(sys, name, paths);
  const real = found?.name ?? name;
  const unit = new Unit(real, unitType(real) ?? 'service');
  const built = found === null && ['slice', 'target'].includes(unit.type) && /^(-|system|user)\.slice$/.test(real);
  if (built) unit.load = 'loaded';
  if (!found) return unit;
  unit.fragment = found.path;
  unit.load = 'loaded';
  const text = sys.fs.readText(found.path);
  unit.sources.set(found.path, sys.fs.stat(found.path).mtime);
  if (sys.fs.stat(found.path).kind !== 'file' || text === '') {
    unit.load = 'masked';
    return unit;
  }
  const context: SpecifierContext = { unit: real, hostName: sys.process.host.name, fragment: found.path };
  readInto(unit, found.path, text, context, true);
  if (unit.load === 'loaded') {
    for (const path of dropinsOf(sys, real, paths)) {
      unit.dropins.push(path);
      unit.sources.set(path, sys.fs.stat(path).mtime);
      readInto(unit, path, sys.fs.readText(path), context, false);
    }
    addDirectories(sys, unit, paths);
    dropOwnOrder(unit);
  }
  if (unit.load === 'loaded') verifySettings(unit);
  return unit;
}

/** Where a link leads. */
const resolved = (link: string, target: string): string =>
  target.startsWith('/') ? target : `${link.slice(0, link.lastIndexOf('/'))}/${target}`;

/** Find the file: under its own name, as an alias (a symlink in the unit path), as an instance of a template. */
export function findFragment(
  sys: Sys,
  name: string,
  paths: readonly string[],
): { readonly name: string; readonly path: string } | null {
  for (const candidate of [name, templateOf(name)]) {
    if (candidate === null) continue;
    for (const dir of paths) {
      const path = `${dir}/${candidate}`;
      if (!sys.fs.exists(path)) continue;
      const inode = sys.fs.lstat(path);
      const target = inode.kind === 'symlink' ? (inode.target.split('/').pop() ?? '') : candidate;
      const alias =
        inode.kind === 'symlink' && inode.target !== '/dev/null' && target !== candidate && unitType(target) !== null;
      return alias && candidate === name ? { name: target, path: resolved(path, inode.target) } : { name, path };
    }
  }
  return null;
}

/** `p.service.d/*.conf`, for all prefixes at dashes, and `service.d`; sorted by file name, the first directory wins. */
function dropinsOf(sys: Sys, name: string, paths: readonly string[]): string[] {
  const { type, prefix } = nameParts(name);
  const template = templateOf(name);
  const names = [name, ...(template === null ? [] : [template])];
  for (let dash = prefix.lastIndexOf('-'); dash > 0; dash = prefix.lastIndexOf('-', dash - 1))
    names.push(`${prefix.slice(0, dash + 1)}.${type}`);
  names.push(type);
  const byFile = new Map<string, string>();
  for (const dir of names.flatMap((n) => paths.map((path) => `${path}/${n}.d`))) {
    for (const file of listed(sys, dir))
      if (file.endsWith('.conf') && !byFile.has(file)) byFile.set(file, `${dir}/${file}`);
  }
  return [...byFile].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

export function listed(sys: Sys, dir: string): readonly string[] {
  try {
    return sys.fs.readdir(dir);
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}

/** Units linked from `p.service.wants/` and `.requires/`. */
function addDirectories(sys: Sys, unit: Unit, paths: readonly string[]): void {
  for (const [suffix, key] of [
    ['wants', 'Unit.Wants'],
    ['requires', 'Unit.Requires'],
  ] as const) {
    const names = new Set<string>();
    for (const dir of paths) {
      for (const file of listed(sys, `${dir}/${unit.name}.${suffix}`)) {
        if (unitType(file) === null) continue;
        if (sys.fs.lstat(`${dir}/${unit.name}.${suffix}/${file}`).kind === 'symlink') names.add(file);
        else
          unit.messages.push(
            `${unit.name}: ${suffix === 'wants' ? 'Wants' : 'Requires'} dependency dropin ${dir}/${unit.name}.${suffix}/${file} is not a symlink, ignoring.`,
          );
      }
    }
    if (names.size > 0) unit.values.set(key, [...unit.list(key), ...names]);
  }
}

function dropOwnOrder(unit: Unit): void {
  for (const key of ['Before', 'After']) {
    const list = unit.list(`Unit.${key}`);
    if (!list.includes(unit.name)) continue;
    unit.messages.push(`${unit.name}: Dependency ${key}=${unit.name} is dropped.`);
    unit.values.set(
      `Unit.${key}`,
      list.filter((n) => n !== unit.name),
    );
  }
}

/** Read one file into the unit. Errors that stop it count for the main file only. */
function readInto(unit: Unit, path: string, text: string, context: SpecifierContext, main: boolean): void {
  for (const item of parseUnitFile(text, sectionsOf(unit.type))) {
    const verdict = take(unit, path, item, context);
    if (verdict === 'go on') continue;
    if (!main) return;
    unit.load = verdict === 'fatal' ? 'bad-setting' : 'error';
    if (verdict === 'fatal')
      unit.messages.push(`${unit.name}: Unit configuration has fatal error, unit will not be started.`);
    else unit.error = verdict.error;
    return;
  }
}

function take(
  unit: Unit,
  path: string,
  item: UnitItem,
  context: SpecifierContext,
): 'go on' | 'fatal' | { error: string } {
  const say = (text: string): void => void unit.messages.push(`${path}:${item.line}: ${text}`);
  if (item.kind !== 'set') {
    say(item.text);
    return item.kind === 'broken' ? { error: 'Bad message' } : 'go on';
  }
  const known = directive(item.section, item.key);
  const id = `${item.section}.${item.key}`;
  if (!known) {
    if (!item.key.startsWith('X-') && !isUntold(item.section))
      say(`Unknown key '${item.key}' in section [${item.section}], ignoring.`);
    return 'go on';
  }
  if (known.kind === 'exec') {
    if (item.value === '') unit.commands.delete(id);
    else {
      const { commands, problems, fatal } = parseExec(item.value, context);
      problems.forEach(say);
      if (fatal) return 'fatal';
      unit.commands.set(id, [...(unit.commands.get(id) ?? []), ...commands]);
    }
    return 'go on';
  }
  const verdict = check(known, item.value, context);
  unit.messages.push(...(verdict.remarks ?? []));
  verdict.problems?.forEach(say);
  if (verdict.values) unit.values.set(id, verdict.append ? [...unit.list(id), ...verdict.values] : verdict.values);
  if (verdict.error !== undefined) return { error: verdict.error };
  return verdict.fatal ? 'fatal' : 'go on';
}
