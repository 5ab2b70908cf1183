/**
 * Reading a configuration as nginx does it (ngx_conf_parse, ngx_conf_handler): each directive is judged the moment it
 * has been read, and the first mistake ends everything. So messages and their order come out as from `nginx -t`.
 */
import { ConfContext, ConfFailure, newLevel, type Message } from './context.ts';
import { finishHttp } from './finish.ts';
import { finishCore } from './handlers/core.ts';
import { fullName, type ConfHost, type Paths } from './host.ts';
import { HANDLERS } from './handlers/index.ts';
import type { Config, Directive, Level } from './model.ts';
import { confReader, type Statement } from './reader.ts';
import { checkSlot } from './slots.ts';
import { allowedIn, arityOk, directiveSpecs, type DirectiveSpec } from './table/table.ts';

type OpenStatement = Extract<Statement, { type: 'simple' | 'open' }>;

/** Handles what stands in a special block (map, types, geo …), where directives are mere words. */
export type WordHandler = (words: readonly string[]) => string | null;

export interface BlockReader {
  /** Read the block that was just opened as a level of directives. */
  level(level: Level): void;
  /** Read it as lines of words. */
  words(handler: WordHandler): void;
  /** Read another file in place, for `include`; `level` or `handler` as in the block around it. */
  include(path: string): void;
}

export interface ReadResult {
  /** Null when there was a mistake. */
  readonly config: Config | null;
  readonly context: ConfContext;
  /** Warnings, then the mistake if any, in nginx's order. */
  readonly messages: readonly Message[];
}

export interface ReadOptions {
  readonly file: string;
  readonly paths: Paths;
  /** The text of -g, or null. */
  readonly globals: string | null;
}

/** Read a configuration from its main file. */
export function readConfig(host: ConfHost, options: ReadOptions): ReadResult {
  const cf = new ConfContext(host, options.paths);
  const main = newLevel('main', null, { file: options.file, line: 1 });
  try {
    if (options.globals !== null) readText(cf, options.globals, null, { level: main, words: null }, false);
    readFile(cf, options.file, { level: main, words: null }, false);
    return { config: cf.result(main, finishCore(cf, main)), context: cf, messages: cf.messages };
  } catch (error) {
    if (!(error instanceof ConfFailure)) throw error;
    if (error.report !== null) cf.messages.push(error.report);
    return { config: null, context: cf, messages: cf.messages };
  }
}

interface Scope {
  readonly level: Level;
  readonly words: WordHandler | null;
}

/** Files that include each other without end: the real one overflows its stack. */
const DEEPEST = 100;

function readFile(cf: ConfContext, path: string, scope: Scope, fromInclude: boolean): void {
  if (cf.depth > DEEPEST) cf.failPlain(`open() "${path}" failed (24: Too many open files)`);
  const got = cf.host.readFile(path);
  if (!got.ok) {
    const { call, errno, text } = got.problem;
    const message = `${call}() "${path}" failed (${errno}: ${text})`;
    if (call === 'pread') throw new ConfFailure({ level: 'crit', text: message, place: null });
    if (fromInclude) cf.fail(message);
    cf.failPlain(message);
    return;
  }
  if (!cf.files.some((f) => f.path === path)) cf.files.push({ path, text: got.text });
  readText(cf, got.text, path, scope, false);
}

function readText(cf: ConfContext, text: string, file: string | null, scope: Scope, block: boolean): void {
  const outer = cf.place;
  const reader = confReader(text, file === null ? 'parameter' : 'file');
  cf.place = { file, line: 1 };
  cf.depth++;
  readBlock(cf, reader, scope, block);
  cf.depth--;
  cf.place = outer;
}

function readBlock(cf: ConfContext, reader: ReturnType<typeof confReader>, scope: Scope, inBlock: boolean): void {
  for (;;) {
    const statement = reader.next();
    cf.place.line = statement.line;
    switch (statement.type) {
      case 'error':
        return cf.fail(statement.message);
      case 'close':
        return inBlock ? undefined : cf.fail('unexpected "}"');
      case 'end':
        return inBlock ? cf.fail('unexpected end of file, expecting "}"') : undefined;
      case 'open':
      case 'simple':
        if (statement.type === 'open' && cf.place.file === null)
          cf.fail('block directives are not supported in -g option');
        if (scope.words === null) handle(cf, reader, scope.level, statement);
        else handleWords(cf, scope, statement, scope.words);
    }
  }
}

function handleWords(cf: ConfContext, scope: Scope, statement: OpenStatement, handler: WordHandler): void {
  if (statement.type === 'open') cf.fail('unexpected "{"');
  const words = statement.words.map((w) => w.text);
  if (words[0] === 'include' && words.length === 2) return include(cf, words[1] ?? '', scope);
  const complaint = handler(words);
  if (complaint !== null) cf.fail(complaint);
}

function include(cf: ConfContext, pattern: string, scope: Scope): void {
  const path = fullName(cf.paths.confPrefix, pattern);
  if (!/[*?[]/.test(path)) return readFile(cf, path, scope, true);
  for (const found of cf.host.glob(path)) readFile(cf, found, scope, true);
}

/** The variant of a directive that fits here, or nginx's complaint. */
function findSpec(cf: ConfContext, level: Level, statement: OpenStatement): DirectiveSpec {
  const name = statement.words[0]?.text ?? '';
  const specs = directiveSpecs(name);
  if (specs.length === 0) cf.fail(`unknown directive "${name}"`);
  const spec = specs.find((s) => allowedIn(s, level.letter));
  if (spec === undefined) return cf.fail(`"${name}" directive is not allowed here`);
  if (!spec.block && statement.type === 'open') cf.fail(`directive "${name}" is not terminated by ";"`);
  if (spec.block && statement.type === 'simple') cf.fail(`directive "${name}" has no opening "{"`);
  if (!arityOk(spec, statement.words.length - 1)) cf.fail(`invalid number of arguments in "${name}" directive`);
  return spec;
}

function handle(cf: ConfContext, reader: ReturnType<typeof confReader>, level: Level, statement: OpenStatement): void {
  const spec = findSpec(cf, level, statement);
  const { name } = spec;
  const { place } = cf;
  const args = statement.words.slice(1).map((w) => w.text);
  const directive: Directive = {
    name,
    args,
    words: statement.words,
    file: place.file ?? '',
    line: statement.line,
    spec,
  };
  if (name === 'include') return include(cf, args[0] ?? '', { level, words: null });
  const blocks: BlockReader = {
    level: (inner) => readBlock(cf, reader, { level: inner, words: null }, true),
    words: (handler) => readBlock(cf, reader, { level, words: handler }, true),
    include: (path) => include(cf, path, { level, words: null }),
  };
  const slot = checkSlot(cf, directive, level);
  if (slot !== null) cf.fail(`"${name}" directive ${slot}`);
  const handler = HANDLERS.get(level.kind === 'upstream' && name === 'server' ? 'upstream server' : name);
  const complaint = handler?.(cf, directive, level, blocks) ?? null;
  if (complaint !== null) cf.fail(`"${name}" directive ${complaint}`);
  level.directives.push(directive);
  const key = name === 'alias' ? 'root' : name;
  const same = level.byName.get(key);
  if (same === undefined) level.byName.set(key, [directive]);
  else same.push(directive);
  if (name === 'http') finishHttp(cf);
}
