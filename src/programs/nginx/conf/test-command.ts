/** `nginx -t` and `-T`: the lines it writes and its exit code. */
import { readConfig, type ReadOptions } from './checker.ts';
import type { Message } from './context.ts';
import type { ConfHost } from './host.ts';
import { bindAll, verify, type StartHost } from './verify.ts';

export interface TestOutput {
  readonly exit: 0 | 1;
  readonly stdout: readonly string[];
  /** Messages in order; `plain` ones are written as `nginx: text`, the others as log lines with a time stamp. */
  readonly stderr: readonly Message[];
}

const plain = (text: string): Message => ({ level: 'plain', text, place: null });

export function testConfig(
  host: ConfHost & StartHost,
  options: ReadOptions,
  flags: { readonly quiet: boolean; readonly dump: boolean },
): TestOutput {
  const { config, messages, context } = readConfig(host, options);
  const stderr = [...messages];
  const failed = plain(`configuration file ${options.file} test failed`);
  if (config === null) return { exit: 1, stdout: [], stderr: [...stderr, failed] };
  if (!flags.quiet) stderr.push(plain(`the configuration file ${options.file} syntax is ok`));
  stderr.push(...config.afterwards.filter((m) => m.level === 'warn'));
  const problem = verify(config, host, true) ?? bindAll(config, host).failed[0] ?? null;
  if (problem !== null) return { exit: 1, stdout: [], stderr: [...stderr, problem, failed] };
  if (!flags.quiet) stderr.push(plain(`configuration file ${options.file} test is successful`));
  const stdout = flags.dump
    ? context.files.flatMap((f) => [`# configuration file ${f.path}:`, ...f.text.split('\n')])
    : [];
  return { exit: 0, stdout, stderr };
}
