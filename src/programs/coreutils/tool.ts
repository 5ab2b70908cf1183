import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Program } from '../../machine/world.ts';
import { say, sayError } from './io.ts';
import { helpText, keyOf, parseOption, type Manual, type Option } from './manual.ts';

export interface Parsed {
  readonly operands: readonly string[];
  /** Was the option given? By its letter, or by its long name when it has none. */
  has(key: string): boolean;
  /** The last value given. */
  value(key: string): string | null;
  values(key: string): readonly string[];
  /** The keys in the order in which they were given: for options of which the last one wins. */
  readonly order: readonly string[];
}

export interface Tool {
  readonly manual: Manual;
  readonly program: Program;
}

/** Ends a tool with a message in its own words: `name: text`. */
export class ToolError extends Error {
  constructor(
    readonly text: string,
    readonly status = 1,
  ) {
    super(text);
  }
}

class UsageError extends Error {}

/** What `--version` says of a tool of GNU coreutils. */
export const gnu = (name: string): string => `${name} (GNU coreutils) 9.1`;

/** A program whose options are those of its manual; everything else is refused as getopt(3) and GNU tools do. */
export function tool(manual: Manual, run: (sys: Sys, options: Parsed) => Eff<number>): Tool {
  const options = manual.options.map(parseOption);
  return {
    manual,
    *program(sys): Eff<number> {
      const args = sys.argv.slice(1);
      if (args.includes('--help') && !manual.stopsAtOperand) return yield* finish(sys, helpText(manual));
      if (args[0] === '--help') return yield* finish(sys, helpText(manual));
      if (args[0] === '--version') return yield* finish(sys, `${manual.version}\n`);
      try {
        return yield* run(sys, parseArguments(options, args, manual.stopsAtOperand ?? false));
      } catch (error) {
        if (error instanceof UsageError) return yield* refuse(sys, manual, error.message);
        if (!(error instanceof ToolError)) throw error;
        yield* sayError(sys, `${manual.name}: ${error.text}\n`);
        return error.status;
      }
    },
  };
}

/** A wrong use that the tool finds itself: `name: text` and the hint. */
export const misuse = (text: string): Error => new UsageError(text);

function* finish(sys: Sys, text: string): Eff<number> {
  yield* say(sys, text);
  return 0;
}

function* refuse(sys: Sys, manual: Manual, message: string): Eff<number> {
  const hint = `Try '${manual.name} --help' for more information.\n`;
  const after =
    manual.onWrongOption === 'usage' ? `Usage: ${manual.usage}\n${manual.name === 'grep' ? hint : ''}` : hint;
  yield* sayError(sys, `${manual.name}: ${message}\n${after}`);
  return manual.usageStatus ?? 1;
}

interface Given {
  readonly key: string;
  readonly value: string | null;
}

/** getopt_long(3) with permutation: options may follow operands, `--` ends them, long names may be shortened. */
function parseArguments(options: readonly Option[], args: readonly string[], stopsAtOperand: boolean): Parsed {
  const given: Given[] = [];
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('--')) i += longOption(options, arg, args[i + 1], given);
    else if (arg.startsWith('-') && arg !== '-') i += shortOptions(options, arg, args[i + 1], given);
    else if (stopsAtOperand) {
      operands.push(...args.slice(i));
      break;
    } else operands.push(arg);
  }
  const values = (key: string): string[] => given.flatMap((g) => (g.key === key && g.value !== null ? [g.value] : []));
  return {
    operands,
    has: (key) => given.some((g) => g.key === key),
    values,
    value: (key) => values(key).at(-1) ?? null,
    order: given.map((g) => g.key),
  };
}

/** Returns how many further arguments were used. */
function longOption(options: readonly Option[], arg: string, next: string | undefined, given: Given[]): number {
  const eq = arg.indexOf('=');
  const name = eq < 0 ? arg.slice(2) : arg.slice(2, eq);
  const close = options.filter((o) => o.long?.startsWith(name));
  const option = close.find((o) => o.long === name) ?? close[0];
  if (!option) throw new UsageError(`unrecognized option '${eq < 0 ? arg : arg.slice(0, eq)}'`);
  if (option.long !== name && close.length > 1)
    throw new UsageError(
      `option '--${name}' is ambiguous; possibilities: ${close.map((o) => `'--${o.long}'`).join(' ')}`,
    );
  if (option.value === 'none' && eq >= 0) throw new UsageError(`option '--${option.long}' doesn't allow an argument`);
  const needsNext = option.value === 'required' && eq < 0;
  if (needsNext && next === undefined) throw new UsageError(`option '--${option.long}' requires an argument`);
  given.push({ key: keyOf(option), value: eq >= 0 ? arg.slice(eq + 1) : needsNext ? (next ?? null) : null });
  return needsNext ? 1 : 0;
}

function shortOptions(options: readonly Option[], arg: string, next: string | undefined, given: Given[]): number {
  const letters = Array.from(arg.slice(1));
  for (const [i, letter] of letters.entries()) {
    const option = options.find((o) => o.short === letter);
    if (!option) throw new UsageError(`invalid option -- '${letter}'`);
    const rest = letters.slice(i + 1).join('');
    if (option.value === 'none') {
      given.push({ key: letter, value: null });
      continue;
    }
    if (option.value === 'optional' || rest !== '') {
      given.push({ key: letter, value: rest === '' ? null : rest });
      return 0;
    }
    if (next === undefined) throw new UsageError(`option requires an argument -- '${letter}'`);
    given.push({ key: letter, value: next });
    return 1;
  }
  return 0;
}
