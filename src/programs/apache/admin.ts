/** apachectl(8), and Debian's a2ensite, a2dissite, a2enmod, a2dismod, a2enconf, a2disconf (a2enmod(8)). */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Program } from '../../machine/world.ts';
import type { Sys } from '../../machine/sys.ts';
import { words } from './conf/parse.ts';
import { apache2 } from './index.ts';

const ETC = '/etc/apache2';

/** Reads envvars as the script does, then becomes the server. */
export function* apachectl(sys: Sys): Eff<number> {
  const [verb = '', ...rest] = sys.argv.slice(1);
  if (sys.fs.exists(`${ETC}/envvars`)) {
    for (const line of sys.fs.readText(`${ETC}/envvars`).split('\n')) {
      const match = /^export\s+(\w+)=(.*)$/.exec(line.trim());
      if (match) sys.process.env.set(match[1] ?? '', words(match[2] ?? '').join(' '));
    }
  }
  const by: Readonly<Record<string, readonly string[]>> = {
    start: ['-k', 'start'],
    stop: ['-k', 'stop'],
    restart: ['-k', 'restart'],
    graceful: ['-k', 'graceful'],
    'graceful-stop': ['-k', 'graceful-stop'],
    configtest: ['-t'],
  };
  if (verb === '') {
    sys.print(
      1,
      'Usage: /usr/sbin/apachectl start|stop|restart|graceful|graceful-stop|configtest|status|fullstatus|help\n       /usr/sbin/apachectl <apache2 args>\n       /usr/sbin/apachectl -h            (for help on <apache2 args>)\n',
    );
    return 1;
  }
  sys.process.argv = ['/usr/sbin/apache2', ...(by[verb] ?? [verb]), ...rest];
  const code = yield* apache2(sys);
  if (code !== 0 && by[verb]?.[0] === '-k')
    sys.print(2, `Action '${verb}' failed.\nThe Apache error log may have more information.\n`);
  return code;
}

interface Kind {
  readonly word: 'Module' | 'Site' | 'Conf';
  readonly folder: 'mods' | 'sites' | 'conf';
  readonly extension: string;
  /** What to do afterwards. */
  readonly after: 'restart' | 'reload';
}

const MOD: Kind = { word: 'Module', folder: 'mods', extension: '.load', after: 'restart' };
const SITE: Kind = { word: 'Site', folder: 'sites', extension: '.conf', after: 'reload' };
const CONF: Kind = { word: 'Conf', folder: 'conf', extension: '.conf', after: 'reload' };

const available = (kind: Kind, name: string): string => `${ETC}/${kind.folder}-available/${name}${kind.extension}`;
const enabled = (kind: Kind, name: string, extension = kind.extension): string =>
  `${ETC}/${kind.folder}-enabled/${name}${extension}`;

const tool = (kind: Kind, on: boolean): Program =>
  function* a2(sys: Sys): Eff<number> {
    yield* sys.cpu(20_000);
    const names = sys.argv.slice(1).filter((arg) => !arg.startsWith('-'));
    if (names.length === 0) {
      sys.print(
        1,
        `Your choices are: ${choices(sys, kind, on).join(' ')}\nWhich ${plural(kind)} do you want to ${on ? 'en' : 'dis'}able (wildcards ok)?\n`,
      );
      return 1;
    }
    const state = { changed: false, failed: false };
    try {
      for (const name of names) (on ? enable : disable)(sys, kind, name.replace(/\.conf$/, ''), state);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      sys.print(2, `Could not create symlink: Permission denied\n`);
      return 1;
    }
    if (state.changed)
      sys.print(1, `To activate the new configuration, you need to run:\n  systemctl ${kind.after} apache2\n`);
    return state.failed ? 1 : 0;
  };

const plural = ({ word }: Kind): string => (word === 'Module' ? 'module(s)' : word === 'Site' ? 'site(s)' : 'conf(s)');

function choices(sys: Sys, kind: Kind, on: boolean): string[] {
  return sys.fs
    .readdir(`${ETC}/${kind.folder}-${on ? 'available' : 'enabled'}`)
    .filter((file) => file.endsWith(kind.extension))
    .map((file) => file.slice(0, -kind.extension.length))
    .sort();
}

function enable(sys: Sys, kind: Kind, name: string, state: { changed: boolean; failed: boolean }): void {
  const { fs } = sys;
  if (!fs.exists(available(kind, name))) {
    sys.print(2, `ERROR: ${kind.word} ${name} does not exist!\n`);
    state.failed = true;
    return;
  }
  const depends = /^# Depends: (.*)$/m.exec(fs.readText(available(kind, name)))?.[1]?.split(' ') ?? [];
  for (const other of depends) {
    sys.print(1, `Considering dependency ${other} for ${name}:\n`);
    enable(sys, kind, other, state);
  }
  if (fs.exists(enabled(kind, name))) {
    sys.print(1, `${kind.word} ${name} already enabled\n`);
    return;
  }
  sys.print(1, `Enabling ${kind.word.toLowerCase()} ${name}.\n`);
  for (const extension of kind === MOD ? ['.load', '.conf'] : [kind.extension]) {
    const from = `${ETC}/${kind.folder}-available/${name}${extension}`;
    if (fs.exists(from)) fs.symlink(`../${kind.folder}-available/${name}${extension}`, enabled(kind, name, extension));
  }
  state.changed = true;
}

function disable(sys: Sys, kind: Kind, name: string, state: { changed: boolean; failed: boolean }): void {
  const { fs } = sys;
  if (!fs.exists(enabled(kind, name))) {
    if (fs.exists(available(kind, name))) sys.print(1, `${kind.word} ${name} already disabled\n`);
    else {
      sys.print(2, `ERROR: ${kind.word} ${name} does not exist!\n`);
      state.failed = true;
    }
    return;
  }
  for (const extension of kind === MOD ? ['.load', '.conf'] : [kind.extension])
    if (fs.exists(enabled(kind, name, extension))) fs.unlink(enabled(kind, name, extension));
  sys.print(1, `${kind.word} ${name} disabled.\n`);
  state.changed = true;
}

export const a2enmod = tool(MOD, true);
export const a2dismod = tool(MOD, false);
export const a2ensite = tool(SITE, true);
export const a2dissite = tool(SITE, false);
export const a2enconf = tool(CONF, true);
export const a2disconf = tool(CONF, false);
