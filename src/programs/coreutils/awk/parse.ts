import { BUILTINS, tokens, type Token } from './lex.ts';
import { Expressions } from './expressions.ts';
import type { AwkFunction, AwkProgram, Expr, Pattern, Rule, Statement } from './syntax.ts';

/** An awk program from its text. Throws AwkError with the line. */
export function parseAwk(source: string): AwkProgram {
  return new Parser(tokens(source)).program();
}

class Parser extends Expressions {
  constructor(list: readonly Token[]) {
    super(list, BUILTINS);
  }

  program(): AwkProgram {
    const rules: Rule[] = [];
    const functions = new Map<string, AwkFunction>();
    for (this.blank(true); this.peek.kind !== 'end'; this.blank(true)) {
      if (this.isWord('function') || this.isWord('func')) {
        this.step();
        const name = this.identifier();
        functions.set(name, this.functionRest());
      } else rules.push(this.rule());
    }
    return { rules, functions };
  }

  private functionRest(): AwkFunction {
    const params: string[] = [];
    this.expect('(');
    while (!this.isOp(')')) {
      params.push(this.identifier());
      if (!this.take(',')) break;
      this.blank();
    }
    this.expect(')');
    this.blank();
    return { params, body: this.block() };
  }

  private rule(): Rule {
    const pattern = this.pattern();
    if (this.isOp('{')) return { pattern, body: this.block() };
    if (pattern.kind === 'begin' || pattern.kind === 'end') throw this.unexpected();
    return { pattern, body: { kind: 'print', args: [], redirect: null } };
  }

  private pattern(): Pattern {
    if (this.isOp('{')) return { kind: 'always' };
    if (this.isWord('BEGIN')) return (this.step(), { kind: 'begin' });
    if (this.isWord('END')) return (this.step(), { kind: 'end' });
    const from = this.expression();
    if (!this.take(',')) return { kind: 'when', test: from };
    this.blank();
    return { kind: 'range', from, to: this.expression() };
  }

  private block(): Statement {
    this.expect('{');
    const body: Statement[] = [];
    for (this.blank(true); !this.isOp('}'); this.blank(true)) body.push(this.statement());
    this.expect('}');
    return { kind: 'block', body };
  }

  private statement(): Statement {
    if (this.isOp('{')) return this.block();
    if (this.isOp(';')) return (this.step(), { kind: 'block', body: [] });
    const { peek } = this;
    if (peek.kind === 'word') {
      switch (peek.text) {
        case 'if':
          return this.ifStatement();
        case 'while':
          return this.whileStatement();
        case 'do':
          return this.doStatement();
        case 'for':
          return this.forStatement();
        default:
      }
    }
    const simple = this.simple();
    this.terminate();
    return simple;
  }

  /** A statement ends with `;`, a newline, or before `}`. */
  private terminate(): void {
    if (this.isOp('}') || this.peek.kind === 'end') return;
    if (this.peek.kind !== 'newline' && !this.isOp(';')) throw this.unexpected();
    this.step();
  }

  private ifStatement(): Statement {
    this.step();
    const test = this.condition();
    this.blank();
    const yes = this.statement();
    const mark = this.at;
    this.blank(true);
    if (!this.isWord('else')) {
      this.at = mark;
      return { kind: 'if', test, yes, no: null };
    }
    this.step();
    this.blank();
    return { kind: 'if', test, yes, no: this.statement() };
  }

  private condition(): Expr {
    this.expect('(');
    const test = this.expression();
    this.expect(')');
    return test;
  }

  private whileStatement(): Statement {
    this.step();
    const test = this.condition();
    this.blank();
    return { kind: 'loop', first: true, test, body: this.statement(), after: null };
  }

  private doStatement(): Statement {
    this.step();
    this.blank();
    const body = this.statement();
    this.blank(true);
    if (!this.isWord('while')) throw this.unexpected();
    this.step();
    const test = this.condition();
    this.terminate();
    return { kind: 'loop', first: false, test, body, after: null };
  }

  private forStatement(): Statement {
    this.step();
    this.expect('(');
    const [a, b, c, d] = [0, 1, 2, 3].map((n) => this.list[this.at + n]);
    if (
      a?.kind === 'name' &&
      b?.kind === 'word' &&
      b.text === 'in' &&
      c?.kind === 'name' &&
      d?.kind === 'op' &&
      d.text === ')'
    ) {
      this.at += 4;
      this.blank();
      return { kind: 'each', name: a.text, array: c.text, body: this.statement() };
    }
    const first = this.isOp(';') ? null : this.simple();
    this.expect(';');
    this.blank();
    const test = this.isOp(';') ? null : this.expression();
    this.expect(';');
    this.blank();
    const after = this.isOp(')') ? null : this.simple();
    this.expect(')');
    this.blank();
    const loop: Statement = { kind: 'loop', first: true, test, body: this.statement(), after };
    return first ? { kind: 'block', body: [first, loop] } : loop;
  }

  private simple(): Statement {
    const { peek } = this;
    if (peek.kind !== 'word') return { kind: 'expression', value: this.expression() };
    switch (peek.text) {
      case 'print':
      case 'printf':
        this.step();
        return this.output(peek.text);
      case 'delete': {
        this.step();
        const array = this.identifier();
        if (!this.take('[')) return { kind: 'delete', array, keys: null };
        const keys = this.expressions(']');
        return { kind: 'delete', array, keys };
      }
      case 'break':
      case 'continue':
        this.step();
        return { kind: 'leave', how: peek.text, value: null };
      case 'next':
      case 'nextfile':
        this.step();
        return { kind: 'leave', how: 'next', value: null };
      case 'exit':
      case 'return': {
        this.step();
        const bare = this.peek.kind === 'newline' || this.peek.kind === 'end' || this.isOp(';') || this.isOp('}');
        return { kind: 'leave', how: peek.text, value: bare ? null : this.expression() };
      }
      default:
        return { kind: 'expression', value: this.expression() };
    }
  }

  /** In `print a > b` the `>` is a redirection, unless it is in parentheses. */
  private output(kind: 'print' | 'printf'): Statement {
    const args: Expr[] = [];
    const ends = (): boolean =>
      this.peek.kind === 'newline' ||
      this.peek.kind === 'end' ||
      /^[;}>|]$|^>>$/.test(this.peek.kind === 'op' ? this.peek.text : '');
    if (!ends()) {
      const grouped = this.groupedList();
      if (grouped) args.push(...grouped);
      else {
        args.push(this.expression(true));
        while (this.take(',')) {
          this.blank();
          args.push(this.expression(true));
        }
      }
    }
    const { peek } = this;
    if (peek.kind !== 'op' || !/^(>|>>|\|)$/.test(peek.text)) return { kind, args, redirect: null };
    this.step();
    return { kind, args, redirect: { how: peek.text as '>' | '>>' | '|', to: this.primary(true) } };
  }

  /** `print (a, b) > "f"`: a list in parentheses that the statement's end or a redirection follows. */
  private groupedList(): Expr[] | null {
    if (!this.isOp('(')) return null;
    const mark = this.at;
    this.step();
    const list = this.expressions(')');
    const { peek } = this;
    const done =
      peek.kind === 'newline' || peek.kind === 'end' || (peek.kind === 'op' && /^(;|\}|>|>>|\|)$/.test(peek.text));
    if (done && list.length > 0) return list;
    this.at = mark;
    return null;
  }
}
