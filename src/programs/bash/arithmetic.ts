import type { ArithmeticExpression } from 'unbash';
import { Jump, type Shell } from './shell.ts';

/** Integer arithmetic of `$(( ))` (bash(1), ARITHMETIC EVALUATION), without assignment operators on array elements. */
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

function numberOf(text: string, shell: Shell): number {
  const name = text.replace(/^\$\{?|\}$/g, '');
  const value = /^\d/.test(name) ? name : (shell.get(name) ?? '0');
  const octal = /^0[0-7]+$/.test(value.trim());
  const n = octal ? Number.parseInt(value, 8) : Number(value.trim() === '' ? '0' : value);
  return Number.isFinite(n) ? Math.trunc(n) : 0;
}

function unary(op: string, operand: ArithmeticExpression, prefix: boolean, shell: Shell): number {
  const value = arithmetic(operand, shell);
  if ((op === '++' || op === '--') && operand.type === 'ArithmeticWord') {
    const next = op === '++' ? value + 1 : value - 1;
    shell.set(operand.value.replace(/^\$/, ''), String(next));
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
    shell.set(left.value, String(value));
    return value;
  }
  const [a, b] = [arithmetic(left, shell), arithmetic(right, shell)];
  if ((op === '/' || op === '%') && b === 0) {
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
