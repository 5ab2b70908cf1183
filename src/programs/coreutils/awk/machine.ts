import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { compile } from '../regex.ts';
import { builtin } from './builtins.ts';
import { AwkError } from './lex.ts';
import { Memory, type Slot } from './memory.ts';
import { Record } from './record.ts';
import { Reader, Streams } from './streams.ts';
import type { AwkProgram, Expr, Place, Rule, Statement } from './syntax.ts';
import { compare, formatted, fromInput, isTrue, toNumber, toText, type Value } from './values.ts';

/** Thrown to leave loops, rules, functions and the program. */
class Leave extends Error {
  constructor(
    readonly how: 'break' | 'continue' | 'next' | 'exit' | 'return',
    readonly value: Value | null,
  ) {
    super(how);
  }
}

/** How deep functions may call each other. */
const DEPTH = 200;

/** Runs a program over its input (POSIX awk; names and defaults of mawk 1.3.4). */
export class AwkMachine {
  readonly memory = new Memory();
  readonly record: Record;
  readonly streams: Streams;
  private readonly patterns = new Map<string, RegExp>();
  private readonly inRange = new Set<Rule>();
  private files: string[] = [];
  private input: Reader | null = null;

  constructor(
    readonly sys: Sys,
    private readonly program: AwkProgram,
  ) {
    this.streams = new Streams(sys);
    this.record = new Record(this.memory, (source) => this.regex(source));
    const defaults: readonly (readonly [string, Value])[] = [
      ['FS', ' '],
      ['OFS', ' '],
      ['ORS', '\n'],
      ['RS', '\n'],
      ['NR', 0],
      ['FNR', 0],
      ['SUBSEP', '\u001c'],
      ['CONVFMT', '%.6g'],
      ['OFMT', '%.6g'],
      ['RSTART', 0],
      ['RLENGTH', -1],
    ];
    for (const [name, value] of defaults) this.memory.set(name, value);
    for (const [name, value] of sys.process.env) this.memory.table('ENVIRON').set(name, fromInput(value));
  }

  /** `operands`: files, `-`, and `name=value`. Returns the exit status. */
  *run(operands: readonly string[]): Eff<number> {
    this.files = [...operands];
    this.memory.set('ARGC', operands.length + 1);
    ['awk', ...operands].forEach((arg, i) => this.memory.table('ARGV').set(String(i), fromInput(arg)));
    let status = 0;
    try {
      const begun = yield* this.phase('begin');
      // exit leaves BEGIN or the records; END still runs, and may say another status.
      const ran = begun ?? (yield* this.main());
      status = (yield* this.phase('end')) ?? ran ?? 0;
    } finally {
      yield* this.streams.closeAll();
    }
    return status;
  }

  private *main(): Eff<number | null> {
    const rules = this.program.rules.filter(({ pattern }) => pattern.kind !== 'begin' && pattern.kind !== 'end');
    const hasEnd = this.program.rules.some(({ pattern }) => pattern.kind === 'end');
    return rules.length > 0 || hasEnd ? yield* this.eachRecord(rules) : null;
  }

  private *phase(kind: 'begin' | 'end'): Eff<number | null> {
    for (const { pattern, body } of this.program.rules) {
      if (pattern.kind !== kind) continue;
      try {
        yield* this.statement(body);
      } catch (error) {
        if (error instanceof Leave && error.how === 'exit') return toNumber(error.value ?? 0);
        if (!(error instanceof Leave)) throw error;
      }
    }
    return null;
  }

  private *eachRecord(rules: readonly Rule[]): Eff<number | null> {
    for (;;) {
      const text = yield* this.next();
      if (text === null) return null;
      this.record.set(text);
      try {
        for (const rule of rules) if (yield* this.applies(rule)) yield* this.statement(rule.body);
      } catch (error) {
        if (!(error instanceof Leave)) throw error;
        if (error.how === 'exit') return toNumber(error.value ?? 0);
      }
    }
  }

  private *applies(rule: Rule): Eff<boolean> {
    const { pattern } = rule;
    if (pattern.kind === 'when') return isTrue(yield* this.value(pattern.test));
    if (pattern.kind !== 'range') return true;
    if (!this.inRange.has(rule)) {
      if (!isTrue(yield* this.value(pattern.from))) return false;
      this.inRange.add(rule);
    }
    if (isTrue(yield* this.value(pattern.to))) this.inRange.delete(rule);
    return true;
  }

  /** The next record of the input; null at its end. */
  private *next(): Eff<string | null> {
    for (;;) {
      this.input ??= this.openNext();
      if (!this.input) return null;
      const text = yield* this.input.record(this.text(this.memory.get('RS')));
      if (text !== null) {
        for (const name of ['NR', 'FNR']) this.memory.set(name, this.memory.number(name) + 1);
        return text;
      }
      this.input = null;
      if (this.files.length === 0) this.files = ['\0end'];
    }
  }

  private openNext(): Reader | null {
    let opened = false;
    while (this.files.length > 0) {
      const name = this.files.shift() as string;
      if (name === '\0end') return null;
      const [, variable, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(name) ?? [];
      if (variable !== undefined) {
        this.memory.set(variable, fromInput(value ?? ''));
        continue;
      }
      opened = true;
      return this.open(name);
    }
    return opened ? null : this.open('-');
  }

  private open(name: string): Reader {
    this.memory.set('FILENAME', name);
    this.memory.set('FNR', 0);
    try {
      return new Reader(this.sys, name === '-' ? 0 : this.sys.fs.open(name, { read: true }), this.streams.flush);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new AwkError(
        `cannot open ${name} (${error.errno === 'EACCES' ? 'Permission denied' : 'No such file or directory'})`,
      );
    }
  }

  text(value: Value): string {
    return toText(value, typeof value === 'number' ? toText(this.memory.get('CONVFMT'), '%.6g') : '');
  }

  regex(source: string): RegExp {
    let found = this.patterns.get(source);
    if (!found) this.patterns.set(source, (found = compile(source, { extended: true, global: true })));
    found.lastIndex = 0;
    return found;
  }

  /** A regular expression as an operand is itself; anything else is one as text. */
  *pattern(e: Expr): Eff<RegExp> {
    return this.regex(e.kind === 'regex' ? e.source : this.text(yield* this.value(e)));
  }

  *statement(s: Statement): Eff<void> {
    switch (s.kind) {
      case 'block':
        for (const one of s.body) yield* this.statement(one);
        return;
      case 'expression':
        yield* this.value(s.value);
        return;
      case 'print':
      case 'printf':
        return yield* this.output(s);
      case 'if':
        if (isTrue(yield* this.value(s.test))) yield* this.statement(s.yes);
        else if (s.no) yield* this.statement(s.no);
        return;
      case 'loop':
        return yield* this.loop(s);
      case 'each':
        for (const key of Array.from(this.memory.table(s.array).keys())) {
          this.memory.set(s.name, fromInput(key));
          if (!(yield* this.body(s.body))) return;
        }
        return;
      case 'delete':
        if (s.keys) this.memory.table(s.array).delete(yield* this.key(s.keys));
        else this.memory.table(s.array).clear();
        return;
      case 'leave':
        throw new Leave(s.how, s.value ? yield* this.value(s.value) : null);
    }
  }

  private *loop(s: Statement & { kind: 'loop' }): Eff<void> {
    let go = !s.first || !s.test || isTrue(yield* this.value(s.test));
    for (let n = 1; go; n++) {
      if (!(yield* this.body(s.body))) return;
      if (s.after) yield* this.statement(s.after);
      go = !s.test || isTrue(yield* this.value(s.test));
      // Time passes in a loop, or Ctrl-C could never reach it.
      if (n % 1000 === 0) yield 100;
    }
  }

  /** False: the loop was left. */
  private *body(s: Statement): Eff<boolean> {
    try {
      yield* this.statement(s);
    } catch (error) {
      if (!(error instanceof Leave) || (error.how !== 'break' && error.how !== 'continue')) throw error;
      return error.how === 'continue';
    }
    return true;
  }

  private *output(s: Statement & { kind: 'print' | 'printf' }): Eff<void> {
    const { memory } = this;
    const values: Value[] = [];
    for (const arg of s.args) values.push(yield* this.value(arg));
    const shown = (value: Value): string => toText(value, this.text(memory.get('OFMT')));
    const text =
      s.kind === 'printf'
        ? formatted(this.text(values[0] ?? ''), values.slice(1), (value) => this.text(value))
        : (values.length === 0 ? this.record.text : values.map(shown).join(this.text(memory.get('OFS')))) +
          this.text(memory.get('ORS'));
    if (!s.redirect) return yield* this.streams.print(text);
    yield* this.streams.write(s.redirect.how, this.text(yield* this.value(s.redirect.to)), text);
  }

  *key(keys: readonly Expr[]): Eff<string> {
    const parts: string[] = [];
    for (const key of keys) parts.push(this.text(yield* this.value(key)));
    return parts.join(this.text(this.memory.get('SUBSEP')));
  }

  *value(e: Expr): Eff<Value> {
    switch (e.kind) {
      case 'number':
        return e.value;
      case 'string':
        return e.text;
      case 'regex':
        return this.regex(e.source).test(this.record.text) ? 1 : 0;
      case 'variable':
        if (e.name === 'NF') return this.record.count;
        return this.memory.get(e.name);
      case 'field':
        return this.record.field(toNumber(yield* this.value(e.index)));
      case 'element': {
        const table = this.memory.table(e.name);
        const key = yield* this.key(e.keys);
        const found = table.get(key);
        if (found !== undefined) return found;
        table.set(key, fromInput(''));
        return table.get(key) ?? '';
      }
      case 'assign': {
        const given = yield* this.value(e.value);
        const value =
          e.op === '=' ? given : arithmetic(e.op.slice(0, -1), toNumber(yield* this.value(e.to)), toNumber(given));
        return yield* this.assign(e.to, value);
      }
      case 'step': {
        const before = toNumber(yield* this.value(e.to));
        yield* this.assign(e.to, before + e.by);
        return e.prefix ? before + e.by : before;
      }
      case 'unary': {
        const value = yield* this.value(e.value);
        return e.op === '!' ? (isTrue(value) ? 0 : 1) : e.op === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'binary':
        return yield* this.binary(e.op, e.left, e.right);
      case 'choice':
        return yield* this.value(isTrue(yield* this.value(e.test)) ? e.yes : e.no);
      case 'in':
        return this.memory.table(e.array).has(yield* this.key(e.keys)) ? 1 : 0;
      case 'builtin':
        return yield* builtin(this, e.name, e.args);
      case 'call':
        return yield* this.call(e.name, e.args);
      case 'getline':
        return yield* this.getline(e);
    }
  }

  private *binary(op: string, left: Expr, right: Expr): Eff<Value> {
    if (op === '&&') return isTrue(yield* this.value(left)) && isTrue(yield* this.value(right)) ? 1 : 0;
    if (op === '||') return isTrue(yield* this.value(left)) || isTrue(yield* this.value(right)) ? 1 : 0;
    if (op === '~' || op === '!~') {
      const text = this.text(yield* this.value(left));
      return (yield* this.pattern(right)).test(text) === (op === '~') ? 1 : 0;
    }
    const [a, b] = [yield* this.value(left), yield* this.value(right)];
    if (op === ' ') return this.text(a) + this.text(b);
    if (!/^[<>=!]/.test(op)) return arithmetic(op, toNumber(a), toNumber(b));
    const order = compare(a, b, (value) => this.text(value));
    const holds: Readonly<{ [op: string]: boolean }> = {
      '<': order < 0,
      '<=': order <= 0,
      '==': order === 0,
      '!=': order !== 0,
      '>=': order >= 0,
      '>': order > 0,
    };
    return holds[op] === true ? 1 : 0;
  }

  *assign(to: Place, value: Value): Eff<Value> {
    if (to.kind === 'field') this.record.setField(toNumber(yield* this.value(to.index)), this.text(value));
    else if (to.kind === 'element') this.memory.table(to.name).set(yield* this.key(to.keys), value);
    else if (to.name === 'NF') this.record.setCount(toNumber(value));
    else this.memory.set(to.name, value);
    return value;
  }

  private *call(name: string, args: readonly Expr[]): Eff<Value> {
    const found = this.program.functions.get(name);
    if (!found) throw new AwkError(`function ${name} never defined`);
    if (this.memory.depth >= DEPTH) throw new AwkError('function call nesting too deep');
    const values: (Value | Slot)[] = [];
    for (const arg of args) {
      const slot = arg.kind === 'variable' && arg.name !== 'NF' ? this.memory.slot(arg.name) : null;
      values.push(slot && slot.value === null ? slot : yield* this.value(arg));
    }
    this.memory.enter(found.params, values);
    try {
      yield* this.statement(found.body);
    } catch (error) {
      if (error instanceof Leave && error.how === 'return') return error.value ?? fromInput('');
      throw error;
    } finally {
      this.memory.leave();
    }
    return fromInput('');
  }

  private *getline(e: Expr & { kind: 'getline' }): Eff<Value> {
    let text: string | null;
    if (!e.from) text = yield* this.next();
    else {
      const name = this.text(yield* this.value(e.from));
      try {
        text = yield* this.streams.reader(name, e.pipe).record(this.text(this.memory.get('RS')));
      } catch (error) {
        if (error instanceof SysError) return -1;
        throw error;
      }
      if (text !== null && e.pipe) this.memory.set('NR', this.memory.number('NR') + 1);
    }
    if (text === null) return 0;
    if (e.to) yield* this.assign(e.to, fromInput(text));
    else this.record.set(text);
    return 1;
  }
}

function arithmetic(op: string, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return a ** b;
  }
}
