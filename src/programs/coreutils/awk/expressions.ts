import { AwkError, type Token } from './lex.ts';
import type { Expr, Place } from './syntax.ts';

/** Expressions of awk by precedence, lowest first (POSIX, "Expressions in Decreasing Precedence in awk"). */
export class Expressions {
  at = 0;

  constructor(
    readonly list: readonly Token[],
    private readonly builtins: ReadonlySet<string>,
  ) {}

  get peek(): Token {
    return this.list[this.at] ?? (this.list.at(-1) as Token);
  }

  step(): void {
    this.at++;
  }

  isOp(text: string): boolean {
    return this.peek.kind === 'op' && this.peek.text === text;
  }

  isWord(text: string): boolean {
    return this.peek.kind === 'word' && this.peek.text === text;
  }

  take(op: string): boolean {
    if (!this.isOp(op)) return false;
    this.step();
    return true;
  }

  expect(op: string): void {
    if (!this.take(op)) throw this.unexpected();
  }

  unexpected(): AwkError {
    const { peek } = this;
    const what = peek.kind === 'number' ? String(peek.value) : peek.kind === 'newline' ? 'end of line' : peek.text;
    const isEnd = peek.kind === 'newline' || peek.kind === 'end' || this.isOp('}') || this.isOp(';');
    if (isEnd && this.open('(', ')') > 0) return new AwkError(`line ${peek.line}: missing ) near ${what}`);
    const isLast = this.list.slice(this.at).every(({ kind }) => kind === 'newline' || kind === 'end');
    if (isLast && this.open('{', '}') > 0) return new AwkError(`line ${peek.line + 1}: missing } near end of file`);
    return new AwkError(`line ${peek.line}: syntax error at or near ${what}`);
  }

  /** How many of these are open. */
  private open(opening: string, closing: string): number {
    const before = this.list.slice(0, this.at);
    const count = (op: string): number => before.filter((one) => one.kind === 'op' && one.text === op).length;
    return count(opening) - count(closing);
  }

  identifier(): string {
    const { peek } = this;
    if (peek.kind !== 'name' && peek.kind !== 'call') throw this.unexpected();
    this.step();
    return peek.text;
  }

  /** Newlines, and semicolons too where statements stand. */
  blank(semicolons = false): void {
    while (this.peek.kind === 'newline' || (semicolons && this.isOp(';'))) this.step();
  }

  expressions(close: string): Expr[] {
    const list: Expr[] = [];
    this.blank();
    while (!this.isOp(close)) {
      list.push(this.expression());
      this.blank();
      if (!this.take(',')) break;
      this.blank();
    }
    this.expect(close);
    return list;
  }

  /** `plain`: `>` is not a comparison (in print). */
  expression(plain = false): Expr {
    const left = this.ternary(plain);
    const { peek } = this;
    if (peek.kind !== 'op' || !/^([-+*/%^]?=)$/.test(peek.text) || !isPlace(left)) return left;
    this.step();
    this.blank();
    return { kind: 'assign', op: peek.text, to: left, value: this.expression(plain) };
  }

  private ternary(plain: boolean): Expr {
    const test = this.or(plain);
    if (!this.take('?')) return test;
    this.blank();
    const yes = this.expression(plain);
    this.blank();
    this.expect(':');
    this.blank();
    return { kind: 'choice', test, yes, no: this.expression(plain) };
  }

  private or(plain: boolean): Expr {
    let left = this.and(plain);
    while (this.take('||')) {
      this.blank();
      left = { kind: 'binary', op: '||', left, right: this.and(plain) };
    }
    return left;
  }

  private and(plain: boolean): Expr {
    let left = this.membership(plain);
    while (this.take('&&')) {
      this.blank();
      left = { kind: 'binary', op: '&&', left, right: this.membership(plain) };
    }
    return left;
  }

  private membership(plain: boolean): Expr {
    let left = this.match(plain);
    while (this.isWord('in')) {
      this.step();
      left = { kind: 'in', keys: [left], array: this.identifier() };
    }
    return left;
  }

  private match(plain: boolean): Expr {
    let left = this.comparison(plain);
    while (this.isOp('~') || this.isOp('!~')) {
      const op = this.isOp('~') ? '~' : '!~';
      this.step();
      left = { kind: 'binary', op, left, right: this.comparison(plain) };
    }
    return left;
  }

  private comparison(plain: boolean): Expr {
    const left = this.concatenation();
    const { peek } = this;
    if (peek.kind !== 'op' || !/^(<|<=|==|!=|>=|>)$/.test(peek.text) || (plain && peek.text === '>'))
      return this.piped(left);
    this.step();
    return this.piped({ kind: 'binary', op: peek.text, left, right: this.concatenation() });
  }

  /** `command | getline [place]` */
  private piped(left: Expr): Expr {
    let from = left;
    while (
      this.isOp('|') &&
      this.list[this.at + 1]?.kind === 'word' &&
      (this.list[this.at + 1] as { text: string }).text === 'getline'
    ) {
      this.at += 2;
      from = { kind: 'getline', to: this.optionalPlace(), from, pipe: true };
    }
    return from;
  }

  private concatenation(): Expr {
    let left = this.additive();
    while (this.startsOperand()) left = { kind: 'binary', op: ' ', left, right: this.additive() };
    return left;
  }

  private startsOperand(): boolean {
    const { peek } = this;
    if (['number', 'string', 'regex', 'name', 'call'].includes(peek.kind)) return true;
    if (peek.kind === 'word') return this.builtins.has(peek.text);
    return peek.kind === 'op' && /^(\$|!|\(|\+\+|--)$/.test(peek.text);
  }

  private additive(): Expr {
    let left = this.multiplicative();
    while (this.isOp('+') || this.isOp('-')) {
      const op = this.isOp('+') ? '+' : '-';
      this.step();
      left = { kind: 'binary', op, left, right: this.multiplicative() };
    }
    return left;
  }

  private multiplicative(): Expr {
    let left = this.unary();
    while (this.isOp('*') || this.isOp('/') || this.isOp('%')) {
      const { peek } = this;
      this.step();
      left = { kind: 'binary', op: peek.kind === 'op' ? peek.text : '', left, right: this.unary() };
    }
    return left;
  }

  private unary(): Expr {
    for (const op of ['!', '-', '+'] as const) if (this.take(op)) return { kind: 'unary', op, value: this.unary() };
    return this.power();
  }

  private power(): Expr {
    const base = this.postfix();
    if (!this.take('^')) return base;
    const right = this.isOp('-') ? this.unary() : this.power();
    return { kind: 'binary', op: '^', left: base, right };
  }

  private postfix(): Expr {
    const value = this.primary();
    if (!isPlace(value)) return value;
    if (this.take('++')) return { kind: 'step', by: 1, prefix: false, to: value };
    if (this.take('--')) return { kind: 'step', by: -1, prefix: false, to: value };
    return value;
  }

  /** `joined`: the target of a redirection, where words written side by side belong together. */
  primary(joined = false): Expr {
    if (joined) return this.concatenation();
    const { peek } = this;
    switch (peek.kind) {
      case 'number':
        this.step();
        return { kind: 'number', value: peek.value };
      case 'string':
        this.step();
        return { kind: 'string', text: peek.text };
      case 'regex':
        this.step();
        return { kind: 'regex', source: peek.text };
      case 'call':
        this.at += 2;
        return { kind: 'call', name: peek.text, args: this.expressions(')') };
      case 'name':
        this.step();
        if (this.take('[')) return { kind: 'element', name: peek.text, keys: this.expressions(']') };
        return { kind: 'variable', name: peek.text };
      case 'word':
        return this.word(peek.text);
      case 'op':
        return this.operator(peek.text);
      default:
        throw this.unexpected();
    }
  }

  private word(name: string): Expr {
    if (name === 'getline') {
      this.step();
      const to = this.optionalPlace();
      if (!this.take('<')) return { kind: 'getline', to, from: null, pipe: false };
      return { kind: 'getline', to, from: this.primary(), pipe: false };
    }
    if (!this.builtins.has(name)) throw this.unexpected();
    this.step();
    const args = this.take('(') ? this.expressions(')') : [];
    return { kind: 'builtin', name, args };
  }

  private optionalPlace(): Place | null {
    const { peek } = this;
    if (peek.kind !== 'name' && !(peek.kind === 'op' && peek.text === '$')) return null;
    const place = this.primary();
    return isPlace(place) ? place : null;
  }

  private operator(op: string): Expr {
    if (op === '$') {
      this.step();
      if (this.isOp('++') || this.isOp('--') || this.isOp('-')) return { kind: 'field', index: this.unary() };
      return { kind: 'field', index: this.primary() };
    }
    if (op === '++' || op === '--') {
      this.step();
      const to = this.primary();
      if (!isPlace(to)) throw this.unexpected();
      return { kind: 'step', by: op === '++' ? 1 : -1, prefix: true, to };
    }
    if (op === '-' || op === '!' || op === '+') return this.unary();
    if (op !== '(') throw this.unexpected();
    this.step();
    const list = this.expressions(')');
    if (list.length > 1 && this.isWord('in')) {
      this.step();
      return { kind: 'in', keys: list, array: this.identifier() };
    }
    const [only] = list;
    if (!only || list.length > 1) throw this.unexpected();
    return only;
  }
}

export const isPlace = (value: Expr): value is Place =>
  value.kind === 'variable' || value.kind === 'field' || value.kind === 'element';
