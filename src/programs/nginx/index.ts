/**
 * nginx 1.22.1 as Debian 12 builds it: the command, its master and its workers. Left out: HTTP/2 without TLS, gRPC and
 * memcached backends, mail and stream; their directives are read and checked.
 */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Program } from '../../machine/world.ts';
import { readConfig } from './conf/checker.ts';
import { argsOf } from './conf/context.ts';
import { fullName } from './conf/host.ts';
import { testConfig } from './conf/test-command.ts';
import type { Config } from './conf/model.ts';
import { bindAll, verify, type StartHost } from './conf/verify.ts';
import { HELP, parseOptions, VERSION, type Options } from './options.ts';
import { errorText, sysHost } from './run/host-sys.ts';
import { LogFiles, Logger } from './run/logs.ts';
import { readIdentities } from './run/tls.ts';
import { Master } from './run/master.ts';
import { DEBIAN, liveHost, pidPath, testHost, type Sockets } from './run/start.ts';

export { DEBIAN_DIRS, DEBIAN_FILES } from './debian.ts';

interface Place {
  readonly conf: string;
  readonly confPrefix: string;
}

function placeOf(sys: Sys, options: Options): Place {
  const prefix = options.prefix === null ? null : `${sys.path(options.prefix).replace(/\/$/, '')}/`;
  const given = options.conf;
  const conf = given === null ? DEBIAN.conf : fullName(prefix ?? DEBIAN.prefix, given);
  return { conf, confPrefix: conf.slice(0, conf.lastIndexOf('/') + 1) };
}

export const nginx: Program = function* (sys: Sys): Eff<number> {
  const parsed = parseOptions(sys.argv.slice(1));
  if (!parsed.ok) {
    sys.print(2, `nginx: ${parsed.message}\n`);
    return 1;
  }
  const { options } = parsed;
  if (options.version !== 'none') {
    sys.print(2, `nginx version: nginx/${VERSION}\n`);
    if (options.version === 'long')
      sys.print(
        2,
        'built with OpenSSL 3.0.20 7 Apr 2026 (running with OpenSSL 3.0.19 27 Jan 2026)\nTLS SNI support enabled\nconfigure arguments: --prefix=/usr/share/nginx --conf-path=/etc/nginx/nginx.conf\n',
      );
    if (options.help) sys.print(2, `${HELP.join('\n')}\n`);
    if (!options.test) return 0;
  }
  const refused = options.errorLog === null ? null : openFailure(sys, options.errorLog);
  if (refused !== null) sys.print(2, `nginx: [alert] could not open error log file: ${refused}\n`);
  const place = placeOf(sys, options);
  yield* sys.cpu(3000);
  if (options.signal !== null) return signalMaster(sys, options, place);
  if (options.test) return test(sys, options, place);
  return yield* start(sys, options, place);
};

/** -e: null, or why the file cannot be opened; lines before the configuration's own log would go there. */
function openFailure(sys: Sys, name: string): string | null {
  if (name === 'stderr') return null;
  const path = fullName(DEBIAN.prefix, name);
  try {
    sys.fs.close(sys.fs.open(path, { write: true, append: true, create: true, mode: 0o644 }));
    return null;
  } catch (error) {
    return `open() "${path}" failed (${errorText(error)})`;
  }
}

const pathsOf = (place: Place) => ({ prefix: DEBIAN.prefix, confPrefix: place.confPrefix });

function test(sys: Sys, options: Options, place: Place): number {
  const log = new Logger(sys, new LogFiles(), DEBIAN.prefix);
  const host = { ...sysHost(sys), ...testHost(sys) };
  const result = testConfig(host, { file: place.conf, paths: pathsOf(place), globals: options.globals }, options);
  for (const m of result.stderr) log.toStderr(m);
  if (result.stdout.length > 0) sys.print(1, `${result.stdout.join('\n')}\n`);
  return result.exit;
}

/** -s: a message to the running master by way of its pid file. */
function signalMaster(sys: Sys, options: Options, place: Place): number {
  const log = new Logger(sys, new LogFiles(), DEBIAN.prefix);
  const say = (level: 'notice' | 'error' | 'alert', text: string): void => log.toStderr({ level, text, place: null });
  const { config, messages } = readConfig(sysHost(sys), {
    file: place.conf,
    paths: pathsOf(place),
    globals: options.globals,
  });
  for (const m of messages) log.toStderr(m);
  if (config === null) return 1;
  say('notice', 'signal process started');
  const path = pidPath(config);
  let text: string;
  try {
    text = sys.fs.readText(path);
  } catch (error) {
    say('error', `open() "${path}" failed (${errorText(error)})`);
    return 1;
  }
  const pid = Number(text.trim());
  if (text.trim() === '' || !Number.isInteger(pid) || pid <= 0) {
    say('error', `invalid PID number "${text.trim()}" in "${path}"`);
    return 1;
  }
  const signals = { stop: 'TERM', quit: 'QUIT', reopen: 'USR1', reload: 'HUP' } as const;
  try {
    sys.kill(pid, signals[options.signal ?? 'stop']);
    return 0;
  } catch (error) {
    const numbers = { stop: 15, quit: 3, reopen: 10, reload: 1 } as const;
    say('alert', `kill(${pid}, ${numbers[options.signal ?? 'stop']}) failed (${errorText(error)})`);
    return 1;
  }
}

function* start(sys: Sys, options: Options, place: Place): Eff<number> {
  const files = new LogFiles();
  const log = new Logger(sys, files, DEBIAN.prefix);
  const { config, messages } = readConfig(sysHost(sys), {
    file: place.conf,
    paths: pathsOf(place),
    globals: options.globals,
  });
  for (const m of messages) log.toStderr(m);
  if (config === null) return 1;
  for (const m of config.afterwards) if (m.level === 'warn') log.toStderr(m);
  const sockets: Sockets = new Map();
  const host = liveHost(sys, files, new Map(), sockets);
  const problem = verify(config, host, false);
  if (problem !== null) {
    log.toStderr(problem);
    return 1;
  }
  if (!(yield* bindPatiently(sys, config, { ...host, bind: (l) => (sockets.has(l.text) ? null : host.bind(l)) }, log)))
    return 1;
  const run = (master: Sys): Eff<number> => {
    writePid(master, pidPath(config));
    return new Master(
      master,
      { conf: place.conf, confPrefix: place.confPrefix, globals: options.globals },
      { config, files, sockets, identities: readIdentities(master, config, place.confPrefix) },
    ).run();
  };
  if ((argsOf(config.main, 'daemon')?.[0] ?? 'on').toLowerCase() === 'off') return yield* run(sys);
  sys.fork((child) => run(child));
  return 0;
}

/** Addresses in use are tried five times, half a second apart. The logs are open by now: messages go there and to stderr. */
function* bindPatiently(sys: Sys, config: Config, host: StartHost, log: Logger): Eff<boolean> {
  const say = (text: string): void => {
    log.toStderr({ level: 'plain', text: `[emerg] ${text}`, place: null });
    if (config.main.byName.has('error_log')) log.error(config.main, 'emerg', text);
  };
  for (let attempt = 0; attempt < 5; attempt++) {
    const { failed, hopeless } = bindAll(config, host);
    for (const m of failed) say(m.text);
    if (failed.length === 0) return true;
    if (hopeless) return false;
    yield* sys.sleep(500_000);
  }
  say('still could not bind()');
  return false;
}

function writePid(sys: Sys, path: string): void {
  try {
    sys.fs.writeFile(path, `${sys.pid}\n`, 0o644);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    sys.print(2, `nginx: [alert] open() "${path}" failed (${errorText(error)})\n`);
  }
}
