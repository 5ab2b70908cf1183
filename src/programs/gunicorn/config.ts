/** The configuration: settings with their values, read as gunicorn 26.2's config.py reads them. */
import type { Sys } from '../../machine/sys.ts';
import { parseAddress, type Bind } from './address.ts';
import { SETTING, SETTINGS } from './settings/index.ts';
import { validate, type Facts } from './settings/validators.ts';
import { isList, Callable, Other, PyError, repr, str, type Value } from './value.ts';
import { pythonInt } from './python-int.ts';

export class Config {
  private readonly values = new Map<string, Value>();
  private readonly facts: Facts;
  /** Functions of the configuration file that take part in the run. */
  readonly hooks = new Set<string>();

  constructor(sys: Sys) {
    this.facts = factsOf(sys);
    for (const setting of SETTINGS) {
      const initial = initialValue(sys, setting.name) ?? setting.default;
      this.values.set(setting.name, null);
      if (initial !== null) this.values.set(setting.name, validate(setting.validator, initial, this.facts));
    }
  }

  /** Throws `PyError` for a value that the setting refuses. */
  set(name: string, value: Value): void {
    const setting = SETTING.get(name);
    if (!setting) throw new PyError('AttributeError', `No configuration setting for: ${name}`);
    this.values.set(name, validate(setting.validator, value, this.facts, setting.arity));
    if (setting.section === 'Server Hooks') this.hooks.add(name);
  }

  get(name: string): Value {
    return this.values.get(name) ?? null;
  }

  text(name: string): string | null {
    const value = this.get(name);
    return typeof value === 'string' ? value : null;
  }

  int(name: string): number {
    const value = this.get(name);
    return typeof value === 'number' ? value : 0;
  }

  flag(name: string): boolean {
    return this.get(name) === true;
  }

  list(name: string): readonly string[] {
    const value = this.get(name);
    return isList(value) ? [...value].filter((v): v is string => typeof v === 'string') : [];
  }

  /** Addresses to listen on. Throws `PyError`. */
  get address(): Bind[] {
    return this.list('bind').map((bind) => parseAddress(bind));
  }

  get procName(): string {
    return this.text('proc_name') ?? this.text('default_proc_name') ?? 'gunicorn';
  }

  /** What the boot log says: a sync worker with threads is a gthread worker. */
  get workerClassName(): string {
    const given = this.get('worker_class');
    const name = given instanceof Other ? given.text.replace(/^.*\.|'>$/g, '') : str(given);
    return (name === 'sync' || name.endsWith('SyncWorker')) && this.int('threads') > 1 ? 'gthread' : name;
  }

  /** `-e KEY=VALUE`. Throws `PyError`. */
  get env(): [string, string][] {
    return this.list('raw_env').map((entry) => {
      const equals = entry.indexOf('=');
      if (equals < 0) throw new PyError('RuntimeError', `environment setting ${repr(entry)} invalid`);
      return [entry.slice(0, equals), entry.slice(equals + 1)];
    });
  }

  /** As the log shows it at level `debug`. */
  dump(): string {
    const settings = [...SETTINGS].sort((a, b) => a.order - b.order);
    return settings.map(({ name }) => `  ${name}: ${dumped(this.get(name))}`).join('\n');
  }

  /** As `--print-config` shows it. */
  print(): string {
    const width = Math.max(...SETTINGS.map((s) => s.name.length));
    const names = SETTINGS.map((s) => s.name).sort();
    return names.map((name) => `${name.padEnd(width)} = ${shown(this.get(name))}`).join('\n');
  }
}

/** A function, at some address. */
const dumped = (value: Value): string =>
  value instanceof Callable ? `<function ${value.name} at 0x7f6a5c3d2e80>` : str(value);

const shown = (value: Value): string => (value instanceof Callable ? `<${value.name}()>` : str(value));

/** gunicorn reads WEB_CONCURRENCY when it is imported: a bad one is an uncaught exception. Throws `PyError`. */
export function checkEnvironment(sys: Sys): void {
  const web = sys.getenv('WEB_CONCURRENCY');
  if (web === null || pythonInt(web, 10) !== null) return;
  throw new PyError('ValueError', `invalid literal for int() with base 10: ${repr(web)}`);
}

function initialValue(sys: Sys, name: string): Value {
  switch (name) {
    case 'bind': {
      const port = sys.getenv('PORT');
      return port === null ? null : [`0.0.0.0:${port}`];
    }
    case 'workers': {
      const web = sys.getenv('WEB_CONCURRENCY');
      return web === null ? null : pythonInt(web, 10);
    }
    case 'forwarded_allow_ips':
      return sys.getenv('FORWARDED_ALLOW_IPS');
    case 'user':
      return sys.process.credentials.uid;
    case 'group':
      return sys.process.credentials.gid;
    case 'chdir':
      return sys.process.cwd;
    case 'control_socket':
      return `${sys.getenv('XDG_RUNTIME_DIR') ?? `${sys.getenv('HOME') ?? ''}/.gunicorn`}/gunicorn.ctl`;
    default:
      return null;
  }
}

function factsOf(sys: Sys): Facts {
  const { users } = sys.process.host;
  return {
    uid: sys.process.credentials.uid,
    gid: sys.process.credentials.gid,
    userId: (name) => users.byName(name)?.uid ?? null,
    groupId: (name) => users.groups.get(name)?.gid ?? null,
    exists: (path) => sys.fs.exists(path),
    warn: (text) => sys.print(2, text),
    absolute: (path) => sys.path(path),
  };
}
