import { fromUtf8 } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError, strerror } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { sayError } from '../io.ts';
import { readWhole } from '../lines.ts';
import { RegexError } from '../regex.ts';
import { tool, ToolError, type Parsed, type Tool } from '../tool.ts';
import { AwkError, unescape } from './lex.ts';
import { AwkMachine } from './machine.ts';
import { parseAwk } from './parse.ts';
import { fromInput } from './values.ts';

/** awk: the language of POSIX, as Debian's mawk runs it. */
function* awk(sys: Sys, options: Parsed): Eff<number> {
  const operands = [...options.operands];
  let source: string;
  try {
    const files = options.values('f');
    const texts: string[] = [];
    for (const file of files) texts.push(fromUtf8(yield* readWhole(sys, file)));
    source = files.length > 0 ? texts.join('\n') : (operands.shift() ?? '');
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new ToolError(`cannot open ${options.values('f').join(' ')} (${strerror(error.errno)})`, 2);
  }
  if (source === '' && options.values('f').length === 0) {
    yield* sayError(sys, 'Usage: mawk [Options] [Program] [file ...]\n');
    return 2;
  }
  try {
    const machine = new AwkMachine(sys, parseAwk(source));
    const separator = options.value('F');
    if (separator !== null) machine.memory.set('FS', separator === 't' ? '\t' : unescape(separator));
    for (const given of options.values('v')) {
      const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(given) ?? [];
      if (name === undefined) throw new AwkError(`improper assignment: -v ${given}`);
      machine.memory.set(name, fromInput(unescape(value)));
    }
    return yield* machine.run(operands);
  } catch (error) {
    if (error instanceof AwkError) throw new ToolError(error.message, 2);
    if (error instanceof RegexError) throw new ToolError('regular expression compile failed', 2);
    throw error;
  }
}

const about = 'Scan files for patterns and act on the lines that match: pattern { action }.';
const manual = (name: string) => ({
  name,
  version: 'mawk 1.3.4 20200120',
  usage: `${name} [-F fs] [-v var=value] [-f progfile | 'prog'] [file ...]`,
  about,
  options: [
    '-F FS  field separator',
    '-f FILE  read the program from a file',
    '-v NAME=VALUE  set a variable before the program begins',
  ],
  stopsAtOperand: true,
  usageStatus: 2,
});

export const awkTools: readonly Tool[] = [tool(manual('awk'), awk), tool(manual('mawk'), awk)];
