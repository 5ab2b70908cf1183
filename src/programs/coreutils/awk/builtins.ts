import type { Eff } from '../../../engine/task.ts';
import { strftime } from '../date.ts';
import { civil } from '../format.ts';
import { AwkError } from './lex.ts';
import type { AwkMachine } from './machine.ts';
import { splitFields } from './record.ts';
import { isPlace } from './expressions.ts';
import type { Expr } from './syntax.ts';
import { formatted, fromInput, toNumber, type Value } from './values.ts';

/** Built-in functions (POSIX awk; strftime and systime as mawk has them). */
export function* builtin(awk: AwkMachine, name: string, args: readonly Expr[]): Eff<Value> {
  switch (name) {
    case 'length': {
      const [first] = args;
      if (!first) return [...awk.record.text].length;
      if (first.kind === 'variable' && awk.memory.slot(first.name).table) return awk.memory.table(first.name).size;
      return [...awk.text(yield* awk.value(first))].length;
    }
    case 'split':
      return yield* split(awk, args);
    case 'sub':
    case 'gsub':
      return yield* substitute(awk, args, name === 'gsub');
    case 'match':
      return yield* match(awk, args);
    default:
  }
  const values: Value[] = [];
  for (const arg of args) values.push(yield* awk.value(arg));
  const text = (i: number): string => awk.text(values[i] ?? '');
  const number = (i: number): number => toNumber(values[i] ?? 0);
  switch (name) {
    case 'substr': {
      // Characters m to m+n-1, both rounded; those outside the text are not there.
      const from = Math.round(number(1));
      const end = values.length > 2 ? from + Math.round(number(2)) : Infinity;
      return [...text(0)].slice(Math.max(0, from - 1), Math.max(0, end - 1)).join('');
    }
    case 'index':
      return text(0).indexOf(text(1)) + 1;
    case 'sprintf':
      return formatted(text(0), values.slice(1), (value) => awk.text(value));
    case 'sin':
      return Math.sin(number(0));
    case 'cos':
      return Math.cos(number(0));
    case 'atan2':
      return Math.atan2(number(0), number(1));
    case 'exp':
      return Math.exp(number(0));
    case 'log':
      return Math.log(number(0));
    case 'sqrt':
      return Math.sqrt(number(0));
    case 'int':
      return Math.trunc(number(0));
    case 'rand':
      return awk.sys.world.sim.random('awk').float();
    case 'srand':
      return 0;
    case 'tolower':
      return text(0).toLowerCase();
    case 'toupper':
      return text(0).toUpperCase();
    case 'systime':
      return Math.floor(awk.sys.clock / 1e6);
    case 'strftime': {
      const at = values.length > 1 ? number(1) * 1e6 : awk.sys.clock;
      return strftime(values.length > 0 ? text(0) : '%c', at, civil(at));
    }
    case 'system':
      return yield* awk.streams.system(text(0));
    case 'close':
      return yield* awk.streams.close(text(0));
    case 'fflush':
      yield* awk.streams.flush();
      return 0;
    default:
      throw new AwkError(`function ${name} never defined`);
  }
}

function* split(awk: AwkMachine, [source, array, separator]: readonly Expr[]): Eff<Value> {
  if (!source || array?.kind !== 'variable') throw new AwkError('type error in arg(2) in call to split');
  const text = awk.text(yield* awk.value(source));
  const by = !separator
    ? awk.text(awk.memory.get('FS'))
    : separator.kind === 'regex'
      ? separator.source
      : awk.text(yield* awk.value(separator));
  const parts =
    separator?.kind === 'regex' && by.length === 1 ? text.split(by) : splitFields(text, by, (s) => awk.regex(s));
  const table = awk.memory.table(array.name);
  table.clear();
  if (text === '') return 0;
  parts.forEach((part, i) => table.set(String(i + 1), fromInput(part)));
  return parts.length;
}

function* substitute(awk: AwkMachine, [pattern, by, target]: readonly Expr[], all: boolean): Eff<Value> {
  if (!pattern || !by) throw new AwkError('not enough arguments passed to sub/gsub');
  const place = target ?? ({ kind: 'field', index: { kind: 'number', value: 0 } } as const);
  const regex = yield* awk.pattern(pattern);
  const replacement = awk.text(yield* awk.value(by));
  const text = awk.text(yield* awk.value(place));
  let count = 0;
  regex.lastIndex = 0;
  const out = text.replace(regex, (found) => {
    count++;
    if (!all && count > 1) return found;
    return replacement.replace(/\\\\&|\\&|&/g, (mark) => (mark === '&' ? found : mark === '\\&' ? '&' : `\\${found}`));
  });
  if (count > 0 && isPlace(place)) yield* awk.assign(place, out);
  return all ? count : Math.min(count, 1);
}

function* match(awk: AwkMachine, [source, pattern]: readonly Expr[]): Eff<Value> {
  if (!source || !pattern) throw new AwkError('not enough arguments passed to match');
  const text = awk.text(yield* awk.value(source));
  const found = (yield* awk.pattern(pattern)).exec(text);
  awk.memory.set('RSTART', found ? found.index + 1 : 0);
  awk.memory.set('RLENGTH', found ? found[0].length : -1);
  return found ? found.index + 1 : 0;
}
