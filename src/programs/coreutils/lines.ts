import { EMPTY, concat, fromUtf8, utf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { sayError } from './io.ts';
import { ToolError } from './tool.ts';

/** What a filter says while it reads: `out` is written when what has arrived is done with, `stop` ends the reading. */
export class Flow {
  out = '';
  stop = false;
}

/** A line without its newline; `ended` is false for a last line that has none. */
export type OnLine = (line: string, ended: boolean, flow: Flow) => void;

/** The lines of a file or of standard input (`-`) as they arrive, through a filter, to standard output. */
export function* eachLine(sys: Sys, path: string, act: OnLine, flow = new Flow()): Eff<void> {
  const fd = path === '-' ? 0 : sys.fs.open(path, { read: true });
  let rest: Bytes = EMPTY;
  while (!flow.stop) {
    const bytes = yield* sys.fs.read(fd);
    if (bytes.length === 0) break;
    const all = rest.length === 0 ? bytes : concat([rest, bytes]);
    let from = 0;
    for (let at = all.indexOf(10); at >= 0 && !flow.stop; at = all.indexOf(10, from)) {
      act(fromUtf8(all.subarray(from, at)), true, flow);
      from = at + 1;
    }
    rest = all.slice(from);
    yield* flush(sys, flow);
  }
  if (rest.length > 0 && !flow.stop) act(fromUtf8(rest), false, flow);
  yield* flush(sys, flow);
  if (fd !== 0) sys.fs.close(fd);
}

function* flush(sys: Sys, flow: Flow): Eff<void> {
  const { out } = flow;
  flow.out = '';
  if (out !== '') yield* sys.fs.write(1, utf8(out));
}

/** Everything in a file or in standard input. */
export function* readWhole(sys: Sys, path: string): Eff<Bytes> {
  const fd = path === '-' ? 0 : sys.fs.open(path, { read: true });
  const parts: Bytes[] = [];
  for (;;) {
    const bytes = yield* sys.fs.read(fd);
    if (bytes.length === 0) break;
    parts.push(bytes);
  }
  if (fd !== 0) sys.fs.close(fd);
  return concat(parts);
}

/** The same for a tool that cannot go on without it: it ends with `name: path: why`. */
export function* readNeeded(sys: Sys, path: string, status = 1): Eff<Bytes> {
  try {
    return yield* readWhole(sys, path);
  } catch (error) {
    if (error instanceof SysError) throw new ToolError(`${path}: ${strerror(error.errno)}`, status);
    throw error;
  }
}

/** The lines of a text, without the ends of lines. */
export const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** As GNU tools show a name: in quotes where a shell would need them. */
const shownName = (path: string): string => {
  if (/^[\w%+,./:@^{}\u0080-\uffff~-]+$/.test(path)) return path;
  return path.includes("'") && !/["$`\\!]/.test(path) ? `"${path}"` : `'${path.replaceAll("'", String.raw`'\''`)}'`;
};

/** Do something with each file, or with standard input when none is named; failures are told as GNU tools do. */
export function* eachFile(
  sys: Sys,
  name: string,
  operands: readonly string[],
  act: (path: string) => Eff<void>,
  tell = (path: string, reason: string): string => `${name}: ${shownName(path)}: ${reason}`,
): Eff<number> {
  let status = 0;
  for (const path of operands.length > 0 ? operands : ['-']) {
    try {
      yield* act(path);
    } catch (error) {
      if (!(error instanceof SysError) || error.errno === 'EPIPE') throw error;
      yield* sayError(sys, `${tell(path, strerror(error.errno))}\n`);
      status = 1;
    }
  }
  return status;
}
