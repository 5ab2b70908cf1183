import { parse, type ArithmeticExpression } from 'unbash';
import { Jump, type Shell } from './shell.ts';

/** The value of a text that is an expression, as in `a[i+1]` and `${x:n-1}`. */
export function evaluate(text: string, shell: Shell): number {
  const command = parse(`((${text}))`).commands[0]?.command;
  return command?.type === 'ArithmeticCommand' && command.expression ? arithmetic(command.expression, shell) : 0;
}

/** A variable or an element of an array: `x`, `a[i]`, `m[key]`. */
function place(text: string, shell: Shell): { readonly name: string; readonly key: string | null } {
  const [, name = '', index] = /^(\w+)\[(.*)\]$/.exec(text) ?? [];
  if (index === undefined) return { name: text, key: null };
  if (shell.variables.array(name)?.named === true) return { name, key: index };
  return { name, key: String(evaluate(index, shell)) };
}

function read(text: string, shell: Shell): string {
  const { name, key } = place(text, shell);
  return (key === null ? shell.get(name) : shell.variables.get(name, key)) ?? '0';
}

function write(text: string, value: number, shell: Shell): void {
  const { name, key } = place(text, shell);
  shell.set(name, String(value), key);
}

/** Integer arithmetic of `$(( ))` (bash(1), ARITHMETIC EVALUATION). */
export function arithmetic(e: ArithmeticExpression, shell: Shell): number {
  switch (e.type) {
    case 'ArithmeticGroup':
      return arithmetic(e.expression, shell);
    case 'ArithmeticWord':
      return numberOf(e.value, shell);
    case 'ArithmeticTernary':
      return arithmetic(arithmetic(e.test, shell) !== 0 ? e.consequent : e.alternate, shell);
    case 'ArithmeticUnary':
      return unary(e.operator, e.operand, e.prefix, shell);
    case 'ArithmeticBinary':
      return binary(e.operator, e.left, e.right, shell);
    case 'ArithmeticCommandExpansion':
      return 0;
  }
}

function numberOf(text: string, shell: Shell, depth = 0): number {
  const name = text.replace(/^\$\{?|\}$/g, '');
  const value = /^\d/.test(text) ? text : read(name, shell);
  const based = /^(\d+)#(\w+)$/.exec(value.trim());
  if (based) return Number.parseInt(based[2] ?? '0', Number(based[1])) || 0;
  // The value of a variable may be an expression again.
  if (/^[A-Za-z_]\w*$/.test(value) && depth < 100) return numberOf(value, shell, depth + 1);
  const octal = /^0\d+$/.test(value.trim());
  if (octal && /[89]/.test(value)) wrongBase(value.trim(), shell);
  const n = octal ? Number.parseInt(value, 8) : Number(value.trim() === '' ? '0' : value);
  return Number.isFinite(n) ? Math.trunc(n) : 0;
}

function wrongBase(text: string, shell: Shell): never {
  shell.complain(`${text}: value too great for base (error token is "${text}")`);
  throw new Jump('abort', 1);
}

function unary(op: string, operand: ArithmeticExpression, prefix: boolean, shell: Shell): number {
  const value = arithmetic(operand, shell);
  if ((op === '++' || op === '--') && operand.type === 'ArithmeticWord') {
    const next = op === '++' ? value + 1 : value - 1;
    write(operand.value.replace(/^\$/, ''), next, shell);
    return prefix ? next : value;
  }
  if (op === '-') return -value;
  if (op === '!') return value === 0 ? 1 : 0;
  if (op === '~') return ~value;
  return value;
}

function binary(op: string, left: ArithmeticExpression, right: ArithmeticExpression, shell: Shell): number {
  if (op === '&&') return arithmetic(left, shell) !== 0 && arithmetic(right, shell) !== 0 ? 1 : 0;
  if (op === '||') return arithmetic(left, shell) !== 0 || arithmetic(right, shell) !== 0 ? 1 : 0;
  if (op.endsWith('=') && !['==', '!=', '<=', '>='].includes(op) && left.type === 'ArithmeticWord') {
    const value =
      op === '=' ? arithmetic(right, shell) : apply(op.slice(0, -1), arithmetic(left, shell), arithmetic(right, shell));
    write(left.value, value, shell);
    return value;
  }
  const [a, b] = [arithmetic(left, shell), arithmetic(right, shell)];
  if ((op === '/' || op === '%') && b === 0) {
    if (shell.dialect === 'dash') {
      shell.complain(`arithmetic expression: division by zero: "${a}${op}${b}"`);
      throw new Jump('exit', 2);
    }
    shell.complain(`${a}${op}${b}: division by 0 (error token is "${b}")`);
    throw new Jump('abort', 1);
  }
  return apply(op, a, b);
}

function apply(op: string, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? 0 : Math.trunc(a / b);
    case '%':
      return b === 0 ? 0 : a % b;
    case '**':
      return a ** b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<':
      return a < b ? 1 : 0;
    case '>':
      return a > b ? 1 : 0;
    case '<=':
      return a <= b ? 1 : 0;
    case '>=':
      return a >= b ? 1 : 0;
    case '==':
      return a === b ? 1 : 0;
    case '!=':
      return a !== b ? 1 : 0;
    default:
      return b;
  }
}
