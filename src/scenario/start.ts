import { utf8 } from '../base/bytes.ts';
import type { Eff } from '../engine/task.ts';
import { Flow } from '../machine/connection.ts';
import type { Description } from '../machine/fd.ts';
import { SysError } from '../machine/errno.ts';
import type { Host } from '../machine/host.ts';
import type { Process } from '../machine/process.ts';
import type { Sys } from '../machine/sys.ts';
import type { World } from '../machine/world.ts';

export interface StartSpec {
  readonly argv: readonly string[];
  readonly user: string;
  readonly group?: string | undefined;
  readonly cwd?: string | undefined;
  /** null takes a variable away. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly stdin?: string | undefined;
  /** Standard input, output and error; left out: output goes to the trace. */
  readonly stdio?: readonly [Description, Description, Description] | undefined;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Start a command as a user, the way a shell or a service manager would: output goes to the trace. */
export function startCommand(world: World, host: Host, spec: StartSpec): Process {
  const user = host.users.byName(spec.user) ?? host.users.list[0];
  if (!user) throw new SysError('EINVAL', spec.user);
  const env = new Map(Object.entries({ PATH, LANG: 'C.UTF-8', TZ: 'UTC', HOME: user.home, USER: user.name }));
  for (const [name, value] of Object.entries(spec.env)) {
    if (value === null) env.delete(name);
    else env.set(name, value);
  }
  const { traceSink: sink } = world;
  const flow = new Flow(world.sim, 1_000_000, 0);
  if (spec.stdin !== undefined) flow.put(utf8(spec.stdin), 0);
  flow.end();
  return world.lifecycle.start(host, (sys) => command(sys, spec.argv), {
    argv: spec.argv,
    credentials: host.users.credentials(user, spec.group),
    env,
    cwd:
      spec.cwd !== undefined && host.files.exists(spec.cwd) ? spec.cwd : host.files.exists(user.home) ? user.home : '/',
    stdio: spec.stdio ?? [
      spec.stdin === undefined ? { kind: 'empty' } : { kind: 'pipe-read', flow },
      { kind: 'sink', sink, as: 1 },
      { kind: 'sink', sink, as: 2 },
    ],
  });
}

function* command(sys: Sys, argv: readonly string[]): Eff<number> {
  let program;
  try {
    program = sys.findProgram(argv[0] ?? '');
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const why =
      error.errno === 'ENOENT' && !(argv[0] ?? '').includes('/')
        ? 'command not found'
        : error.message.replace(/^\[Errno \d+\] |: '.*'$/g, '');
    sys.print(2, `${argv[0] ?? ''}: ${why}\n`);
    return error.errno === 'ENOENT' ? 127 : 126;
  }
  return yield* program(sys);
}
