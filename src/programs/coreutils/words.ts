import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { say, sayError } from './io.ts';
import { eachFile, eachLine } from './lines.ts';
import { gnu, misuse, tool, type Parsed, type Tool } from './tool.ts';

function* seq(sys: Sys, options: Parsed): Eff<number> {
  const numbers = options.operands.map(Number);
  const wrong = options.operands.find((o) => o === '' || Number.isNaN(Number(o)));
  if (wrong !== undefined) throw misuse(`invalid floating point argument: ‘${wrong}’`);
  if (numbers.length === 0) throw misuse('missing operand');
  if (numbers.length > 3) throw misuse(`extra operand ‘${options.operands[3]}’`);
  const [from, step, to] =
    numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers;
  if (from === undefined || step === undefined || to === undefined) return 1;
  if (step === 0) throw misuse(`invalid Zero increment value: ‘${options.operands[1]}’`);
  const digits = Math.max(...options.operands.map((o) => o.split('.')[1]?.length ?? 0));
  const count = Math.floor((to - from) / step + 1e-9);
  const separator = options.value('s') ?? '\n';
  const width = options.has('w') ? Math.max(from.toFixed(digits).length, to.toFixed(digits).length) : 0;
  for (let i = 0; i <= count; i += 1000) {
    const part = Array.from({ length: Math.min(1000, count - i + 1) }, (_, k) =>
      written(options.value('f'), from + (i + k) * step, digits, width),
    );
    yield* say(sys, part.join(separator) + (i + 1000 > count ? '\n' : separator));
    yield 10;
  }
  return 0;
}

/** -f: one conversion of printf(3). */
function written(format: string | null, n: number, digits: number, width: number): string {
  if (format === null) return n.toFixed(digits).padStart(width, '0');
  return format.replace(
    /%(0?)(\d*)(?:\.(\d+))?([gfe])/,
    (_all, zero: string, wide: string, places: string | undefined, kind: string) => {
      const text =
        kind === 'f'
          ? n.toFixed(Number(places ?? 6))
          : kind === 'e'
            ? n.toExponential(Number(places ?? 6))
            : String(Number(n.toPrecision(Number(places ?? 6))));
      return text.padStart(Number(wide || 0), zero === '' ? ' ' : '0');
    },
  );
}

function* basename(sys: Sys, options: Parsed): Eff<number> {
  const many = options.has('a') || options.has('s');
  const [first, second, ...others] = options.operands;
  if (first === undefined) throw misuse('missing operand');
  if (!many && others[0] !== undefined) throw misuse(`extra operand ‘${others[0]}’`);
  const suffix = many ? options.value('s') : (second ?? null);
  for (const path of many ? options.operands : [first]) {
    const bare = path.replace(/\/+$/, '');
    const name = bare === '' && path !== '' ? '/' : bare.slice(bare.lastIndexOf('/') + 1);
    const cuts = suffix !== null && suffix !== '' && suffix !== name && name.endsWith(suffix);
    yield* say(sys, `${cuts ? name.slice(0, -suffix.length) : name}\n`);
  }
  return 0;
}

function* dirname(sys: Sys, options: Parsed): Eff<number> {
  if (options.operands.length === 0) throw misuse('missing operand');
  for (const path of options.operands) {
    const bare = path.replace(/\/+$/, '');
    const slash = bare.lastIndexOf('/');
    const dir = slash < 0 ? (bare === '' && path !== '' ? '/' : '.') : bare.slice(0, slash).replace(/\/+$/, '') || '/';
    yield* say(sys, `${dir}\n`);
  }
  return 0;
}

function* rev(sys: Sys, options: Parsed): Eff<number> {
  return yield* eachFile(
    sys,
    'rev',
    options.operands,
    (path) => eachLine(sys, path, (line, _ended, flow) => void (flow.out += `${[...line].reverse().join('')}\n`)),
    (path, reason) => `rev: cannot open ${path}: ${reason}`,
  );
}

function* yes(sys: Sys, options: Parsed): Eff<number> {
  const line = `${options.operands.join(' ') || 'y'}\n`.repeat(64);
  for (;;) {
    yield* say(sys, line);
    yield 1000;
  }
}

function* sleep(sys: Sys, options: Parsed): Eff<number> {
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
  if (options.operands.length === 0) throw misuse('missing operand');
  let total = 0;
  for (const arg of options.operands) {
    const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(arg);
    if (!match) throw misuse(`invalid time interval ‘${arg}’`);
    total += Number(match[1]) * (units[match[2] || 's'] ?? 1);
  }
  yield* sys.sleep(Math.round(total * 1_000_000));
  return 0;
}

/** Numbers below zero are no options to seq. */
const withNegatives = (t: Tool): Tool => ({
  ...t,
  *program(sys): Eff<number> {
    const at = sys.argv.findIndex((a) => /^-\d/.test(a));
    if (at > 0) sys.process.argv = [...sys.argv.slice(0, at), '--', ...sys.argv.slice(at)];
    return yield* t.program(sys);
  },
});

/** The program, for who starts it without a shell: every word is text, but for a first -n. */
function* echo(sys: Sys): Eff<number> {
  const words = sys.argv.slice(1);
  const quiet = words[0] === '-n';
  yield* say(sys, `${words.slice(quiet ? 1 : 0).join(' ')}${quiet ? '' : '\n'}`);
  return 0;
}

function* pwd(sys: Sys): Eff<number> {
  yield* say(sys, `${sys.process.cwd}\n`);
  return 0;
}

function* falseProgram(sys: Sys): Eff<number> {
  yield* sayError(sys, '');
  return 1;
}

function* trueProgram(sys: Sys): Eff<number> {
  yield* sayError(sys, '');
  return 0;
}

export const wordTools: readonly Tool[] = [
  withNegatives(
    tool(
      {
        name: 'seq',
        version: gnu('seq'),
        usage: 'seq [OPTION]... [FIRST [INCREMENT]] LAST',
        about: 'Print numbers from FIRST to LAST, in steps of INCREMENT.',
        options: [
          '-f, --format=FORMAT  use printf style floating-point FORMAT',
          '-s, --separator=STRING  use STRING to separate numbers',
          '-w, --equal-width  equalize width by padding with zeroes',
        ],
      },
      seq,
    ),
  ),
  {
    manual: {
      name: 'echo',
      version: gnu('echo'),
      usage: 'echo [-n] [STRING]...',
      about: 'Display a line of text.',
      options: [],
    },
    program: echo,
  },
  {
    manual: {
      name: 'pwd',
      version: gnu('pwd'),
      usage: 'pwd',
      about: 'Print the full filename of the current working directory.',
      options: [],
    },
    program: pwd,
  },
  tool(
    {
      name: 'basename',
      version: gnu('basename'),
      usage: 'basename NAME [SUFFIX]',
      about: 'Print NAME with any leading directory components removed.',
      options: [
        '-a, --multiple  support multiple arguments and treat each as a NAME',
        '-s, --suffix=SUFFIX  remove a trailing SUFFIX; implies -a',
      ],
    },
    basename,
  ),
  tool(
    {
      name: 'dirname',
      version: gnu('dirname'),
      usage: 'dirname NAME...',
      about: 'Output each NAME with its last non-slash component and trailing slashes removed.',
      options: [],
    },
    dirname,
  ),
  tool(
    {
      name: 'rev',
      version: 'rev from util-linux 2.38.1',
      usage: 'rev [FILE]...',
      about: 'Reverse lines characterwise.',
      options: [],
    },
    rev,
  ),
  tool(
    {
      name: 'yes',
      version: gnu('yes'),
      usage: 'yes [STRING]...',
      about: "Repeatedly output a line with all specified STRING(s), or 'y'.",
      options: [],
      notes: 'it takes a millisecond of virtual time for 64 lines.',
    },
    yes,
  ),
  tool(
    {
      name: 'sleep',
      version: gnu('sleep'),
      usage: 'sleep NUMBER[SUFFIX]...',
      about: 'Pause for NUMBER seconds. SUFFIX may be s, m, h or d.',
      options: [],
    },
    sleep,
  ),
  {
    manual: {
      name: 'true',
      version: gnu('true'),
      usage: 'true',
      about: 'Exit with a status code indicating success.',
      options: [],
    },
    program: trueProgram,
  },
  {
    manual: {
      name: 'false',
      version: gnu('false'),
      usage: 'false',
      about: 'Exit with a status code indicating failure.',
      options: [],
    },
    program: falseProgram,
  },
];
