/** From argv, environment and configuration file to a `Config` (app/base.py and app/wsgiapp.py 26.2). */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { parseArgs } from './cli.ts';
import { checkEnvironment, Config } from './config.ts';
import { ask, decodeValue, emitError, record } from './guest-app.ts';
import { helpText, USAGE } from './help.ts';
import { shellSplit } from './shlex.ts';
import { SETTING, SETTINGS } from './settings/index.ts';
import { PyError, repr, str, type Value } from './value.ts';
import { VERSION } from './version.ts';

export interface Loaded {
  readonly config: Config;
  readonly appUri: string;
  /** Where the configuration was read from, whatever --chdir says, for processes that need its hooks. */
  readonly location: string | null;
  /** Directories in front of sys.path, the first first: where gunicorn was, and where the settings sent it. */
  readonly paths: readonly string[];
}

type Flags = { readonly values: ReadonlyMap<string, Value>; readonly args: readonly string[] };

/** Prints and exits as the program does when something is wrong. */
export function* load(sys: Sys, prog: string): Eff<Loaded> {
  checkEnvironment(sys);
  try {
    return yield* loadOrThrow(sys, prog);
  } catch (error) {
    if (!(error instanceof PyError || error instanceof SysError)) throw error;
    sys.print(2, `\nError: ${error.message}\n`);
    return sys.exit(1);
  }
}

/** What stands for an application object whose script calls gunicorn itself, and for its settings (gd/servers/gunicorn_given.py). */
const GIVEN = '<given>';

/** `BaseApplication`: no command line, no environment variable and no file says anything. */
function* loadGiven(sys: Sys): Eff<Loaded> {
  const config = new Config(sys);
  yield* readFile(sys, config, GIVEN);
  const paths: string[] = [];
  changeDirectory(sys, config, paths);
  return { config, appUri: GIVEN, location: GIVEN, paths };
}

function* loadOrThrow(sys: Sys, prog: string): Eff<Loaded> {
  if (sys.argv[1] === GIVEN) return yield* loadGiven(sys);
  const config = new Config(sys);
  const flags = parse(sys, prog, sys.argv.slice(argvStart(sys.argv)));
  const [first] = flags.args;
  if (flags.values.has('paste')) throw new PyError('ModuleNotFoundError', "No module named 'paste'");
  if (first !== undefined) config.set('default_proc_name', first);
  const paths: string[] = [];
  changeDirectory(sys, config, paths);
  const words = shellSplit(sys.getenv('GUNICORN_CMD_ARGS') ?? '');
  if (words === null) throw new PyError('ValueError', 'No closing quotation');
  const env = parse(sys, prog, words);
  const location = locate(sys, flags.values.get('config') ?? env.values.get('config') ?? null);
  if (location !== null) yield* readFile(sys, config, location);
  const read =
    location === null || location.startsWith('python:') ? location : sys.path(location.replace(/^file:/, ''));
  for (const source of [env, flags]) for (const [name, value] of source.values) config.set(name, value);
  changeDirectory(sys, config, paths);
  const appUri = first ?? config.text('wsgi_app');
  if (appUri === null) throw new PyError('ConfigError', 'No application module specified.');
  return { config, appUri, location: read, paths };
}

/** `python3 -m gunicorn …` has two words more. */
const argvStart = (argv: readonly string[]): number => (asModule(argv) ? 3 : 1);

export const asModule = (argv: readonly string[]): boolean =>
  /(^|\/)python[\d.]*$/.test(argv[0] ?? '') && argv[1] === '-m';

function parse(sys: Sys, prog: string, argv: readonly string[]): Flags {
  const parsed = parseArgs(argv);
  switch (parsed.kind) {
    case 'run':
      return parsed;
    case 'help':
      sys.print(1, helpText(prog));
      return sys.exit(0);
    case 'version':
      sys.print(1, `${prog} (version ${VERSION})\n`);
      return sys.exit(0);
    case 'error':
      sys.print(2, `usage: ${prog} ${USAGE}\n${prog}: error: ${parsed.message}\n`);
      return sys.exit(2);
  }
}

function changeDirectory(sys: Sys, config: Config, paths: string[]): void {
  const dir = config.text('chdir');
  if (dir === null) return;
  sys.fs.chdir(dir);
  if (!paths.includes(dir)) paths.unshift(dir);
}

/** What a server looks through for its application; --pythonpath comes first, its last entry foremost. */
export function importPaths(sys: Sys, { config, paths }: Loaded): readonly string[] {
  const given = (config.text('pythonpath') ?? '').split(',').filter((path) => path !== '');
  return [...given.map((path) => sys.path(path)).reverse(), ...paths];
}

function locate(sys: Sys, given: Value): string | null {
  if (typeof given === 'string' && given !== '') return given;
  const usual = sys.path('gunicorn.conf.py');
  return sys.fs.exists(usual) ? usual : null;
}

const NO_EXTENSION = '!!!\n!!! WARNING: configuration file should have a valid Python extension.\n!!!\n\n';

const HOOKS = SETTINGS.filter((s) => s.section === 'Server Hooks').map((s) => s.name);

function* readFile(sys: Sys, config: Config, location: string): Eff<void> {
  const file = location.startsWith('python:') || location === GIVEN ? null : location.replace(/^file:/, '');
  if (file !== null && !sys.fs.exists(file)) throw new PyError('RuntimeError', `${repr(file)} doesn't exist`);
  if (file !== null && !/\.pyc?$/.test(file)) sys.print(2, NO_EXTENSION);
  const answer = yield* ask(sys, 'read_config', [location, sys.process.cwd, HOOKS]);
  if (!answer.ok) {
    const { failure } = answer;
    if (file === null) throw new PyError('RuntimeError', failure.message);
    if (failure.exit !== null) return sys.exit(failure.exit);
    sys.print(2, `Failed to read config file: ${file}\n${failure.traceback}`);
    emitError(sys, failure);
    return sys.exit(1);
  }
  for (const [name, encoded] of Object.entries(record(answer.value))) {
    if (!SETTING.has(name)) continue;
    const value = decodeValue(encoded);
    try {
      config.set(name, value);
    } catch (error) {
      const { given } = record(encoded);
      const shown = typeof given === 'string' ? given : str(value);
      if (error instanceof PyError && location !== GIVEN) sys.print(2, `Invalid value for ${name}: ${shown}\n\n`);
      throw error;
    }
  }
}
