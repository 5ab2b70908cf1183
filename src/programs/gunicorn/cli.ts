/**
 * The command line as Python's argparse reads it (library reference, "argparse"): prefixes of long flags, `-w4`,
 * `-w 4`, `--workers=4`, clustered short switches, `--`, and its error texts. Fed by the settings table.
 */
import { SETTINGS, type Setting } from './settings/index.ts';
import { autoInt, pythonInt } from './python-int.ts';
import { reprText, type Value } from './value.ts';

export type Parsed =
  | { readonly kind: 'run'; readonly values: ReadonlyMap<string, Value>; readonly args: readonly string[] }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'error'; readonly message: string };

type Option =
  | { readonly kind: 'help' | 'version'; readonly cli: readonly string[] }
  | { readonly kind: 'setting'; readonly cli: readonly string[]; readonly setting: Setting };

const OPTIONS: readonly Option[] = [
  { kind: 'help', cli: ['-h', '--help'] },
  { kind: 'version', cli: ['-v', '--version'] },
  ...SETTINGS.flatMap((setting): Option[] => (setting.cli ? [{ kind: 'setting', cli: setting.cli, setting }] : [])),
];

const BY_FLAG: ReadonlyMap<string, Option> = new Map(OPTIONS.flatMap((o) => o.cli.map((flag) => [flag, o] as const)));

const takesValue = (o: Option): boolean =>
  o.kind === 'setting' && (o.setting.action === undefined || o.setting.action === 'append');
const names = (o: Option): string => o.cli.join('/');

class Refused extends Error {}
class Shown extends Error {
  constructor(readonly what: 'help' | 'version') {
    super();
  }
}

interface Match {
  readonly option: Option | null;
  readonly flag: string;
  readonly explicit: string | null;
}

export function parseArgs(argv: readonly string[]): Parsed {
  try {
    return new Reader(argv).read();
  } catch (error) {
    if (error instanceof Refused) return { kind: 'error', message: error.message };
    if (error instanceof Shown) return { kind: error.what };
    throw error;
  }
}

class Reader {
  private readonly values = new Map<string, Value>();
  private readonly extras: string[] = [];
  private args: string[] | null = null;
  private at = 0;

  constructor(private readonly argv: readonly string[]) {}

  read(): Parsed {
    // argparse classifies every argument first, so an ambiguous flag anywhere is the first complaint.
    const end = this.argv.indexOf('--');
    for (const [i, arg] of this.argv.entries()) if (end < 0 || i < end) this.match(arg);
    let options = true;
    let group: string[] = [];
    while (this.at < this.argv.length) {
      const arg = this.argv[this.at++] ?? '';
      const found = options && arg !== '--' ? this.match(arg) : null;
      if (options && arg === '--') options = false;
      else if (found === null) group.push(arg);
      else {
        group = this.close(group);
        this.option(found, arg);
      }
    }
    this.close(group);
    if (this.extras.length > 0) throw new Refused(`unrecognized arguments: ${this.extras.join(' ')}`);
    return { kind: 'run', values: this.values, args: this.args ?? [] };
  }

  /** The first run of positional arguments is APP_MODULE; what stands alone later is one too many. */
  private close(group: string[]): string[] {
    if (group.length === 0) return group;
    if (this.args === null) this.args = group;
    else this.extras.push(...group);
    return [];
  }

  /** What an argument is: null for a positional one. */
  private match(arg: string): Match | null {
    if (!arg.startsWith('-') || arg === '-') return null;
    const exact = BY_FLAG.get(arg);
    if (exact) return { option: exact, flag: arg, explicit: null };
    const equals = arg.indexOf('=');
    if (equals > 0) {
      const head = BY_FLAG.get(arg.slice(0, equals));
      if (head) return { option: head, flag: arg.slice(0, equals), explicit: arg.slice(equals + 1) };
    }
    const found = arg.startsWith('--') ? byPrefix(arg, equals) : byLetter(arg);
    if (found.length > 1) {
      throw new Refused(`ambiguous option: ${arg} could match ${found.map((m) => m.flag).join(', ')}`);
    }
    const [only] = found;
    if (only) return only;
    if (/^-\d+$|^-\d*\.\d+$/.test(arg) || arg.includes(' ')) return null;
    return { option: null, flag: arg, explicit: null };
  }

  private option(match: Match, arg: string): void {
    let { option, flag, explicit } = match;
    for (;;) {
      if (option === null) {
        this.extras.push(arg);
        return;
      }
      if (takesValue(option) || explicit === null) break;
      // A cluster of short switches: what follows the letter is the next flag.
      const next: Option | undefined =
        flag.startsWith('--') || explicit === '' ? undefined : BY_FLAG.get(`-${explicit[0] ?? ''}`);
      if (option.kind === 'setting' && option.setting.optional) break;
      if (next === undefined)
        throw new Refused(`argument ${names(option)}: ignored explicit argument ${reprText(explicit)}`);
      this.apply(option, null);
      flag = `-${explicit[0] ?? ''}`;
      explicit = explicit.length > 1 ? explicit.slice(1) : null;
      option = next;
    }
    this.apply(option, explicit);
  }

  private apply(option: Option, explicit: string | null): void {
    if (option.kind !== 'setting') throw new Shown(option.kind);
    const { setting } = option;
    if (setting.action === 'store_true') this.values.set(setting.name, true);
    else if (setting.action === 'store_const') this.values.set(setting.name, setting.constant ?? null);
    else {
      const text = explicit ?? this.following();
      if (text === null) {
        if (!setting.optional) throw new Refused(`argument ${names(option)}: expected one argument`);
        this.values.set(setting.name, setting.constant ?? null);
        return;
      }
      const value = convert(option, setting, text);
      if (setting.action !== 'append') this.values.set(setting.name, value);
      else
        this.values.set(setting.name, [
          ...((this.values.get(setting.name) as readonly Value[] | undefined) ?? []),
          value,
        ]);
    }
  }

  /** The next argument when it can be a value. */
  private following(): string | null {
    const next = this.argv[this.at];
    if (next === undefined || next === '--' || this.match(next) !== null) return null;
    this.at++;
    return next;
  }
}

function byPrefix(arg: string, equals: number): Match[] {
  const name = equals < 0 ? arg : arg.slice(0, equals);
  const explicit = equals < 0 ? null : arg.slice(equals + 1);
  return [...BY_FLAG].flatMap(([flag, option]) => (flag.startsWith(name) ? [{ option, flag, explicit }] : []));
}

/** `-w4`: the letter's flag with the rest as its value. */
function byLetter(arg: string): Match[] {
  const flag = arg.slice(0, 2);
  const option = BY_FLAG.get(flag);
  return option ? [{ option, flag, explicit: arg.slice(2) }] : [];
}

function convert(option: Option, setting: Setting, text: string): Value {
  if (setting.type === undefined) return text;
  const n = setting.type === 'int' ? pythonInt(text, 10) : autoInt(text);
  if (n === null) throw new Refused(`argument ${names(option)}: invalid ${setting.type} value: ${reprText(text)}`);
  return n;
}
