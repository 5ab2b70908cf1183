/** lighttpd.conf (lighttpd 1.4, "Configuration: file syntax"): assignments, arrays, conditions, includes. */
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';

export type Value = string | number | boolean | List;
/** An array; keys are '' where none is given. */
export type List = readonly (readonly [key: string, value: Value])[];

export interface Condition {
  /** `HTTP["host"]`, `HTTP["url"]`, `SERVER["socket"]` … */
  readonly on: string;
  readonly operator: '==' | '!=' | '=~' | '!~' | '=^' | '=$';
  readonly text: string;
}

/** Settings that hold where all conditions do; the global ones have none. */
export interface Block {
  readonly conditions: readonly Condition[];
  readonly settings: Map<string, Value>;
}

export class ConfigError extends Error {}

type Token =
  | { readonly kind: 'word' | 'string' | 'sign'; readonly text: string; readonly line: number }
  | { readonly kind: 'number'; readonly value: number; readonly line: number; readonly text: string };

const PATTERN =
  /#[^\n]*|"((?:[^"\\]|\\.)*)"|'([^']*)'|(\d+)(?![\w.])|([A-Za-z_$][\w.$-]*(?:\["[^"]*"\])?)|(=>|\+=|==|!=|=~|!~|=\^|=\$|[=(){},+:])|\n|[^\S\n]+|(.)/g;

function tokens(text: string, file: string): Token[] {
  const found: Token[] = [];
  let line = 1;
  for (const match of text.matchAll(PATTERN)) {
    const [whole, double, single, number, word, sign, odd] = match;
    if (whole === '\n') line++;
    else if (double !== undefined) found.push({ kind: 'string', text: double.replace(/\\(.)/g, '$1'), line });
    else if (single !== undefined) found.push({ kind: 'string', text: single, line });
    else if (number !== undefined) found.push({ kind: 'number', text: number, value: Number(number), line });
    else if (word !== undefined) found.push({ kind: 'word', text: word, line });
    else if (sign !== undefined) found.push({ kind: 'sign', text: sign, line });
    else if (odd !== undefined)
      throw new ConfigError(`source: ${file} line: ${line} pos: 1 invalid character in condition ${odd}`);
  }
  return found;
}

const MOST_INCLUDES = 50;

export class Reader {
  readonly blocks: Block[] = [{ conditions: [], settings: new Map() }];
  private readonly variables = new Map<string, Value>();
  private included = 0;

  constructor(private readonly sys: Sys) {}

  file(path: string): void {
    if (++this.included > MOST_INCLUDES) throw new ConfigError('too many includes');
    let text: string;
    try {
      text = this.sys.fs.readText(path);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      const why = error.errno === 'EACCES' ? 'Permission denied' : 'No such file or directory';
      throw new ConfigError(`opening configfile ${path} failed: ${why}`);
    }
    const state = { list: tokens(text, path), at: 0, file: path };
    while (state.at < state.list.length) this.statement(state, this.blocks[0] as Block);
  }

  private statement(s: State, block: Block): void {
    const token = next(s);
    if (token.kind === 'word' && token.text === 'include') return this.include(s, this.expression(s));
    if (token.kind === 'word' && token.text.startsWith('$')) return this.conditional(s, token.text.slice(1), block);
    if (token.kind === 'word' && token.text === 'else') return this.otherwise(s, block);
    if (token.kind === 'word' && token.text === 'global') return this.body(s, block);
    if (token.kind !== 'word') throw fail(s, token.text);
    const operator = next(s);
    const value = this.expression(s);
    if (operator.text === '+=') this.assign(block, token.text, added(this.lookUp(block, token.text), value));
    else if (operator.text === '=') this.assign(block, token.text, value);
    else throw fail(s, operator.text);
  }

  private assign(block: Block, name: string, value: Value): void {
    if (name.startsWith('var.')) this.variables.set(name, value);
    else block.settings.set(name, value);
  }

  private lookUp(block: Block, name: string): Value | null {
    return this.variables.get(name) ?? block.settings.get(name) ?? this.blocks[0]?.settings.get(name) ?? null;
  }

  private include(s: State, what: Value): void {
    const name = typeof what === 'string' ? what : '';
    const path = name.startsWith('/') ? name : `${s.file.slice(0, s.file.lastIndexOf('/'))}/${name}`;
    const dir = path.slice(0, path.lastIndexOf('/'));
    if (!path.includes('*')) return this.file(path);
    const pattern = new RegExp(
      `^${(path.split('/').pop() ?? '').replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`,
    );
    if (!this.sys.fs.exists(dir)) return;
    for (const entry of this.sys.fs.readdir(dir).sort()) if (pattern.test(entry)) this.file(`${dir}/${entry}`);
  }

  private lastCondition: { readonly parent: Block; readonly condition: Condition } | null = null;

  private conditional(s: State, on: string, parent: Block): void {
    const operator = next(s).text as Condition['operator'];
    const value = this.expression(s);
    const condition: Condition = { on, operator, text: String(typeof value === 'object' ? '' : value) };
    const block: Block = { conditions: [...parent.conditions, condition], settings: new Map() };
    this.blocks.push(block);
    this.body(s, block);
    this.lastCondition = { parent, condition };
  }

  private otherwise(s: State, parent: Block): void {
    const before = this.lastCondition;
    const opposite: Record<string, Condition['operator']> = { '==': '!=', '=~': '!~', '!=': '==', '!~': '=~' };
    const not: Condition[] = before
      ? [{ ...before.condition, operator: opposite[before.condition.operator] ?? '!=' }]
      : [];
    const outer: Block = { conditions: [...parent.conditions, ...not], settings: new Map() };
    const peek = s.list[s.at];
    if (peek?.kind === 'word' && peek.text.startsWith('$')) {
      s.at++;
      return this.conditional(s, peek.text.slice(1), outer);
    }
    this.blocks.push(outer);
    this.body(s, outer);
  }

  private body(s: State, block: Block): void {
    if (next(s).text !== '{') throw fail(s, '{');
    while (s.list[s.at]?.text !== '}' || s.list[s.at]?.kind === 'string') this.statement(s, block);
    s.at++;
  }

  private expression(s: State): Value {
    let value = this.term(s);
    while (s.list[s.at]?.kind === 'sign' && s.list[s.at]?.text === '+') {
      s.at++;
      value = added(value, this.term(s));
    }
    return value;
  }

  private term(s: State): Value {
    const token = next(s);
    if (token.kind === 'number') return token.value;
    if (token.kind === 'string') return token.text;
    if (token.kind === 'sign' && token.text === '(') return this.list(s);
    if (token.text === 'enable') return true;
    if (token.text === 'disable') return false;
    const env = /^env\.(\w+)$/.exec(token.text);
    if (env) return this.sys.getenv(env[1] ?? '') ?? '';
    const known = this.variables.get(token.text) ?? this.blocks[0]?.settings.get(token.text);
    if (known === undefined) throw new ConfigError(`Undefined config variable: ${token.text}`);
    return known;
  }

  private list(s: State): List {
    const found: [string, Value][] = [];
    for (;;) {
      const peek = s.list[s.at];
      if (peek?.kind === 'sign' && peek.text === ')') {
        s.at++;
        return found;
      }
      const value = this.expression(s);
      if (s.list[s.at]?.kind === 'sign' && s.list[s.at]?.text === '=>') {
        s.at++;
        found.push([typeof value === 'object' ? '' : String(value), this.expression(s)]);
      } else found.push(['', value]);
      if (s.list[s.at]?.kind === 'sign' && s.list[s.at]?.text === ',') s.at++;
      else if (s.list[s.at]?.text !== ')') throw fail(s, s.list[s.at]?.text ?? 'end of file');
    }
  }
}

interface State {
  readonly list: readonly Token[];
  at: number;
  readonly file: string;
}

function next(s: State): Token {
  const token = s.list[s.at++];
  if (!token) throw new ConfigError(`(configfile.c.2071) parser failed somehow near here: (COMMENT)`);
  return token;
}

const fail = (s: State, near: string): ConfigError =>
  new ConfigError(
    `source: ${s.file} line: ${s.list[s.at - 1]?.line ?? 0} pos: 1 parser failed somehow near here: ${near}`,
  );

function added(a: Value | null, b: Value): Value {
  if (a === null) return b;
  if (typeof a === 'object' && typeof b === 'object') return [...a, ...b];
  if (typeof a === 'object') return [...a, ['', b]];
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  return `${String(a)}${typeof b === 'object' ? '' : String(b)}`;
}

export const textOf = (value: Value | undefined, otherwise: string): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : otherwise;

export const listOf = (value: Value | undefined): List => (typeof value === 'object' ? value : []);
