import type { TestExpression } from 'unbash';
import type { Eff } from '../../engine/task.ts';
import type { Expander } from './expand.ts';
import { patternToRegExp } from './glob.ts';
import type { Shell } from './shell.ts';
import { test } from './test-command.ts';

/** `[[ … ]]` (bash(1), Conditional Constructs). */
export function* conditional(shell: Shell, expand: Expander, e: TestExpression): Eff<boolean> {
  switch (e.type) {
    case 'TestGroup':
      return yield* conditional(shell, expand, e.expression);
    case 'TestNot':
      return !(yield* conditional(shell, expand, e.operand));
    case 'TestLogical': {
      for (const operand of e.operands) {
        const value = yield* conditional(shell, expand, operand);
        if (value !== (e.operator === '&&')) return value;
      }
      return e.operator === '&&';
    }
    case 'TestUnary':
      return test(shell.sys, [e.operator, yield* expand.text(e.operand)]) === 0;
    case 'TestBinary': {
      const left = yield* expand.text(e.left);
      if (e.operator === '=~') return new RegExp(yield* expand.text(e.right)).test(left);
      if (e.operator === '==' || e.operator === '=') return patternToRegExp(yield* expand.pattern(e.right)).test(left);
      if (e.operator === '<' || e.operator === '>')
        return e.operator === '<' ? left < (yield* expand.text(e.right)) : left > (yield* expand.text(e.right));
      if (e.operator === '!=') return !patternToRegExp(yield* expand.pattern(e.right)).test(left);
      return test(shell.sys, [left, e.operator, yield* expand.text(e.right)]) === 0;
    }
  }
}
