/** curl 7.88's command line (curl(1)): what each option does to the operation that it stands in. */
import { EMPTY, fromUtf8, type Bytes } from '../../base/bytes.ts';
import { configLines } from './config-file.ts';
import { Draft } from './draft.ts';
import { byLetter, byName, ELSEWHERE, NOT_BUILT_IN, type Option } from './option-table.ts';
import { TRY, type Parsed } from './options.ts';
import { Refusal } from './quantities.ts';
import { Asked, type Reading } from './reading.ts';
import { SWITCHES } from './switches.ts';
import { VALUES } from './values.ts';
import { failure, warning } from './words.ts';

/** What options refer to, on the machine. */
export interface Files {
  /** Null where there is no such file. */
  readonly read: (path: string) => Bytes | null;
  /** When it was last changed, in seconds since the epoch. */
  readonly age: (path: string) => number | null;
  readonly writable: (path: string) => boolean;
}

const NO_FILES: Files = { read: () => null, age: () => null, writable: () => true };

/** `home` is where .curlrc lies, unless the first option is -q. */
export function parseOptions(
  args: readonly string[],
  files = NO_FILES,
  home: string | null = null,
  stdin: Bytes = EMPTY,
): Parsed {
  const reader = new Reader(files, stdin);
  const refused = (message: string, code: number): Parsed => {
    return { ok: false, message: reader.said + message, code, errors: reader.manner.errors };
  };
  let at = '';
  try {
    const own = home === null || /^(?:-q|--disable$)/.test(args[0] ?? '') ? null : files.read(`${home}/.curlrc`);
    if (own !== null) reader.config(fromUtf8(own), `${home ?? ''}/.curlrc`);
    if (args.length === 0 && !reader.anyUrl) return refused(TRY, 2);
    reader.read(args, (arg) => (at = arg));
  } catch (error) {
    if (error instanceof Asked) return { ok: false, message: error.text, code: 0, errors: null, toOutput: true };
    if (!(error instanceof Refusal)) throw error;
    const where = error.reason.includes('--remote-header-name') ? '' : `option ${at}: `;
    return refused(`curl: ${where}${error.reason}\n${TRY}`, error.code);
  }
  if (!reader.anyUrl) return refused(`curl: no URL specified!\n${TRY}`, 2);
  return { ok: true, operations: reader.operations(), said: reader.said };
}

class Reader implements Reading {
  said = '';
  readonly manner: Reading['manner'] = {
    silent: false,
    showError: false,
    trace: 'none',
    traceTo: null,
    traceTime: false,
    meter: true,
    bar: false,
    failEarly: false,
    styled: true,
    parallel: 0,
    pace: 0,
    errors: null,
  };
  mostAtOnce = 50;
  private readonly numbering = { next: 0 };
  private readonly drafts = [new Draft(this.numbering)];
  readonly file: Files['read'];
  readonly age: Files['age'];
  readonly writable: Files['writable'];

  constructor(
    files: Files,
    private readonly stdin: Bytes,
  ) {
    this.file = files.read;
    this.age = files.age;
    this.writable = files.writable;
  }

  get anyUrl(): boolean {
    return typeof this.drafts[0]?.nodes[0]?.url === 'string';
  }

  get draft(): Draft {
    return this.drafts.at(-1) ?? new Draft(this.numbering);
  }

  operations(): ReturnType<Draft['options']>[] {
    return this.drafts.map((draft) => draft.options(this.manner, this.stdin));
  }

  readonly warn = (text: string): void => {
    this.said += warning(this.manner, text);
  };

  readonly complain = (text: string): void => {
    this.said += failure(this.manner, text);
  };

  readonly next = (): void => {
    if (typeof this.draft.nodes[0]?.url === 'string') this.drafts.push(new Draft(this.numbering));
  };

  /** The lines of a file of options; one that makes no sense is passed over with a warning. */
  readonly config = (text: string, path: string): void => {
    for (const { number, option, value, strays } of configLines(text)) {
      const where = `${path === '-' ? '<stdin>' : path}:${number}: warning: '${option}'`;
      if (strays) this.warn(`${where} uses unquoted whitespace in the line that may cause side-effects!\n`);
      try {
        if (!this.take(option, value ?? undefined) && value !== null && value !== '')
          throw new Refusal('had unsupported trailing garbage');
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        this.warn(`${where} ${error.reason}\n`);
      }
    }
  };

  /** `at` is told which argument is being read. */
  read(args: readonly string[], at: (arg: string) => void): void {
    let flags = true;
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] ?? '';
      at(arg);
      if (flags && arg === '--') flags = false;
      else if (flags && arg.startsWith('-')) {
        if (this.take(arg, args[i + 1])) i++;
      } else this.draft.url(arg);
    }
    const { flags: on, texts } = this.draft;
    if (!on.has('remote-header-name')) return;
    if (on.has('include')) throw new Refusal('showing headers and --remote-header-name cannot be combined');
    if (texts.get('continue-at') === '-')
      throw new Refusal('--continue-at and --remote-header-name cannot be combined');
  }

  /** One argument with all its letters; true when it has used up the next one. */
  private take(arg: string, next: string | undefined): boolean {
    if (!/^-(?!-)/.test(arg)) return this.long(arg.replace(/^--/, ''), next);
    if (arg.length === 1) throw new Refusal('is unknown');
    for (let at = 1; at < arg.length; at++) {
      const option = byLetter(arg.charAt(at));
      if (option === null) throw new Refusal('is unknown');
      const rest = arg.slice(at + 1);
      if (option.kind === 'text' || option.kind === 'file') {
        const value = rest === '' ? next : rest;
        this.valued(option, value);
        return rest === '';
      }
      // -N is --no-buffer.
      this.switched(option.name, option.name !== 'buffer', next);
    }
    return false;
  }

  private long(typed: string, next: string | undefined): boolean {
    const off = typed.startsWith('no-');
    const option = byName(off ? typed.slice('no-'.length) : typed);
    if (option === 'unknown' || option === 'ambiguous') throw new Refusal(`is ${option}`);
    if (off && option.kind !== 'switch') throw new Refusal("used '--no-' for option that isn't a boolean");
    if (option.kind === 'text' || option.kind === 'file') {
      this.valued(option, next);
      return true;
    }
    this.switched(option.name, !off, next);
    return false;
  }

  private known(name: string): void {
    if (NOT_BUILT_IN.has(name)) throw new Refusal("the installed libcurl version doesn't support this");
    if (ELSEWHERE.has(name)) throw new Refusal('is not modelled by this simulated curl');
  }

  private switched(name: string, on: boolean, next: string | undefined): void {
    if (on) this.known(name);
    this.draft.set(name, on);
    SWITCHES[name]?.(this, on, next);
  }

  private valued({ name, kind }: Option, value: string | undefined): void {
    if (value === undefined) throw new Refusal('requires parameter');
    if (kind === 'file' && /^-./.test(value)) this.warn(`The file name argument '${value}' looks like a flag.\n`);
    this.known(name);
    const act = VALUES[name];
    if (act) act(this, value, name);
    else this.draft.texts.set(name, value);
  }

  readonly contents = (path: string, shown: string): Bytes | null => {
    const bytes = this.file(path);
    if (bytes === null) this.warn(`Couldn't read data from file "${shown}", this makes an empty POST.\n`);
    return bytes;
  };
}
