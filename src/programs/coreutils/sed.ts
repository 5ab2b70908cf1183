import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { say, sayError } from './io.ts';
import { SedEditor, type SedFiles } from './sed-editor.ts';
import { SedInput } from './sed-input.ts';
import { SedError, SedParser, type SedCommand } from './sed-script.ts';
import { tool, ToolError, type Parsed, type Tool } from './tool.ts';

function parseScript(texts: readonly string[], extended: boolean): SedCommand[] {
  try {
    return new SedParser(texts.join('\n'), extended).parse();
  } catch (error) {
    if (error instanceof SedError) throw new ToolError(`-e expression #1, char ${error.at}: ${error.message}`);
    throw error;
  }
}

const written = (commands: readonly SedCommand[]): string[] =>
  commands.flatMap((c) => [
    ...(c.name === 'w' ? [c.text] : []),
    ...(typeof c.substitution?.file === 'string' ? [c.substitution.file] : []),
    ...written(c.block),
  ]);

/** The files of `r` and `w`: those of `w` are emptied before anything is read. */
function filesOf(sys: Sys, script: readonly SedCommand[], out: (text: string) => Eff<void>): SedFiles {
  const texts = new Map<string, string>();
  for (const path of written(script)) if (path !== '/dev/stdout') sys.fs.writeFile(path, '');
  return {
    out,
    write: (path, text) => {
      if (path === '/dev/stdout') return sys.print(1, text);
      texts.set(path, (texts.get(path) ?? '') + text);
      sys.fs.writeFile(path, texts.get(path) ?? '');
    },
    read: (path) => {
      try {
        return sys.fs.readText(path);
      } catch (error) {
        if (error instanceof SysError) return '';
        throw error;
      }
    },
  };
}

function scriptFile(sys: Sys, path: string): string {
  try {
    return sys.fs.readText(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new ToolError(`couldn't open file ${path}: ${strerror(error.errno)}`, 4);
  }
}

function* sed(sys: Sys, options: Parsed): Eff<number> {
  const scripts = [...options.values('e'), ...options.values('f').map((path) => scriptFile(sys, path))];
  const [first, ...others] = options.operands;
  if (scripts.length === 0 && first === undefined) {
    yield* sayError(sys, USAGE);
    return 1;
  }
  const paths = scripts.length > 0 ? options.operands : others;
  const script = parseScript(scripts.length > 0 ? scripts : [first as string], options.has('E') || options.has('r'));
  const separator = options.has('z') ? '\0' : '\n';
  const state = { status: 0 };
  const inPlace = options.has('i');
  const tell = function* (path: string, error: SysError): Eff<void> {
    const isDir = error.errno === 'EISDIR';
    const what = isDir
      ? inPlace
        ? `couldn't edit ${path}: not a regular file`
        : `couldn't read ${path}: Is a directory`
      : `can't read ${path}: ${strerror(error.errno)}`;
    yield* sayError(sys, `sed: ${isDir && !inPlace ? `read error on ${path}: Is a directory` : what}\n`);
    state.status = inPlace && isDir ? 4 : 2;
  };
  const code = separator.charCodeAt(0);
  if (inPlace || options.has('s')) {
    let exit: number | null = null;
    if (inPlace && paths.length === 0) throw new ToolError('no input files', 4);
    for (const path of paths.length > 0 ? paths : ['-']) {
      const texts: string[] = [];
      const files = filesOf(sys, script, inPlace ? collect(texts) : (text) => say(sys, text));
      const editor = new SedEditor(script, options.has('n'), files, separator);
      const input = new SedInput(sys, [path], code, tell);
      const { status } = state;
      yield* editor.run(input);
      if (inPlace && state.status === status) {
        // What is behind a q is kept: it is the rest of the file.
        for (let line = yield* input.next(); line; line = yield* input.next())
          texts.push(line.text + (line.ended ? separator : ''));
        replace(sys, path, texts.join(''), options.value('i') ?? '');
      }
      ({ exit } = editor);
      if (exit !== null) break;
    }
    return exit ?? state.status;
  }
  const files = filesOf(sys, script, (text) => say(sys, text));
  const editor = new SedEditor(script, options.has('n'), files, separator);
  yield* editor.run(new SedInput(sys, paths.length > 0 ? paths : ['-'], code, tell));
  return editor.exit ?? state.status;
}

const collect = (into: string[]): SedFiles['out'] =>
  function* out(text) {
    into.push(text);
    yield* [];
  };

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The six of mkstemp(3). */
function letters(sys: Sys): string {
  const random = sys.world.sim.random('sed/temporary');
  return Array.from({ length: 6 }, () => ALPHABET[random.below(ALPHABET.length)] ?? '').join('');
}

/** sed -i writes a new file beside the old one and renames it over: a new inode, with the old mode and owner. */
function replace(sys: Sys, path: string, text: string, suffix: string): void {
  const before = sys.fs.stat(path);
  const slash = path.lastIndexOf('/') + 1;
  const temporary = `${path.slice(0, slash)}sed${letters(sys)}`;
  try {
    sys.fs.writeFile(temporary, utf8(text), before.mode);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new ToolError(`couldn't open temporary file ${temporary}: ${strerror(error.errno)}`, 4);
  }
  const fresh = sys.fs.stat(temporary);
  fresh.mode = before.mode;
  if (sys.process.credentials.uid === 0) {
    fresh.uid = before.uid;
    fresh.gid = before.gid;
  }
  if (suffix !== '') sys.fs.rename(path, suffix.includes('*') ? suffix.replaceAll('*', path) : `${path}${suffix}`);
  sys.fs.rename(temporary, path);
}

const MANUAL = {
  name: 'sed',
  version: 'sed (GNU sed) 4.9',
  usage: 'sed [OPTION]... {script-only-if-no-other-script} [input-file]...',
  about: 'Stream editor for filtering and transforming text.',
  options: [
    '-n, --quiet  suppress automatic printing of pattern space',
    '-e, --expression=SCRIPT  add the script to the commands to be executed',
    '-f, --file=FILE  add the contents of FILE to the commands',
    '-E, --regexp-extended  use extended regular expressions in the script',
    '-r  the same as -E',
    '-i, --in-place[=SUFFIX]  edit files in place (makes backup if SUFFIX supplied)',
    '-s, --separate  consider files as separate rather than as a single stream',
    '-u, --unbuffered  (always so here)',
    '-z, --null-data  separate lines by NUL characters',
  ],
  notes: 'not modelled: the commands e, F, R, T, v and W, and the flags e and m of s.',
  onWrongOption: 'usage',
} as const;

const USAGE = `Usage: ${MANUAL.usage}\n\n${MANUAL.options.map((line) => `  ${line}\n`).join('')}`;

export const sedTool: Tool = tool(MANUAL, sed);
