import type { TestExpression } from 'unbash';
import type { Eff } from '../../engine/task.ts';
import type { Expander } from './expand.ts';
import { patternToRegExp, withClasses } from './pattern.ts';
import type { Shell } from './shell.ts';
import { test as plainTest } from './test-command.ts';

const test = (shell: Shell, args: readonly string[]): number =>
  plainTest(shell.sys, args, (what) => shell.complain(`[[: ${what}`));

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
      if (e.operator === '-v') return shell.get(yield* expand.text(e.operand)) !== null;
      return test(shell, [e.operator, yield* expand.text(e.operand)]) === 0;
    case 'TestBinary': {
      const left = yield* expand.text(e.left);
      if (e.operator === '=~') return matches(shell, left, yield* expand.text(e.right));
      if (e.operator === '==' || e.operator === '=') return patternToRegExp(yield* expand.pattern(e.right)).test(left);
      if (e.operator === '<' || e.operator === '>')
        return e.operator === '<' ? left < (yield* expand.text(e.right)) : left > (yield* expand.text(e.right));
      if (e.operator === '!=') return !patternToRegExp(yield* expand.pattern(e.right)).test(left);
      return test(shell, [left, e.operator, yield* expand.text(e.right)]) === 0;
    }
  }
}

/** `=~`: an extended regular expression; what it found is in BASH_REMATCH. */
function matches(shell: Shell, text: string, source: string): boolean {
  let found: RegExpExecArray | null;
  try {
    found = new RegExp(withClasses(source), 's').exec(text);
  } catch {
    return false;
  }
  shell.variables.declare('BASH_REMATCH', false);
  shell.variables.clear('BASH_REMATCH');
  found?.forEach((part, i) => shell.set('BASH_REMATCH', part ?? '', String(i)));
  return found !== null;
}
