/**
 * What a tool says of itself: one table feeds the option parser, `--help`, `man` and completion, so that nothing is
 * offered that is not modelled. An option line reads `-n, --lines=NUM  what it does`, in the notation of GNU's help texts.
 */
export interface Manual {
  readonly name: string;
  /** What `--version` prints. */
  readonly version: string;
  readonly usage: string;
  readonly about: string;
  readonly options: readonly string[];
  /** Where the model is simpler than the real program. */
  readonly notes?: string;
  /** Exit status of a usage error; 1 when not given. */
  readonly usageStatus?: number;
  /** Options end at the first operand (env, sudo, watch, xargs): what follows is another command. */
  readonly stopsAtOperand?: boolean;
  /** How a wrong option is answered: by coreutils' hint (the default), or by the usage text. */
  readonly onWrongOption?: 'hint' | 'usage';
}

export interface Option {
  readonly short: string | null;
  readonly long: string | null;
  readonly value: 'none' | 'required' | 'optional';
}

/** The name by which a parsed option is asked for: its letter, else its long name. */
export const keyOf = (option: Option): string => option.short ?? option.long ?? '';

/** `-n, --lines=NUM  text`, `-r`, `--color[=WHEN]`, `-I REPLACE  text`. */
export function parseOption(line: string): Option {
  const head = line.split(/ {2,}/)[0] as string;
  const short = /^-([\w?.])(?=$|[\s,[=])/.exec(head)?.[1] ?? null;
  const long = /--([\w-]+)/.exec(head)?.[1] ?? null;
  const value = /\[=?\w+\]/.test(head) ? 'optional' : /=|^-\w [A-Z]/.test(head) ? 'required' : 'none';
  return { short, long, value };
}

export function helpText(manual: Manual): string {
  const options = [...manual.options.map((line) => `  ${line}`), '      --help     display this help and exit'];
  return `Usage: ${manual.usage}\n${manual.about}\n\n${options.join('\n')}\n${manual.notes === undefined ? '' : `\nIn this simulation: ${manual.notes}\n`}`;
}

/** A page as man(1) shows it, 78 columns wide. */
export function manPage(manual: Manual): string {
  const title = `${manual.name.toUpperCase()}(1)`;
  const middle = 'User Commands';
  const gap = ' '.repeat(Math.max(2, Math.floor((78 - middle.length) / 2) - title.length));
  const section = (name: string, text: string): string => `\n${name}\n${text.replace(/^(?=.)/gm, '       ')}\n`;
  const options = manual.options.map((line) => {
    const [head = '', ...rest] = line.split(/ {2,}/);
    return `${head}\n       ${rest.join(' ')}`;
  });
  return [
    `${title}${gap}${middle}${gap}${title}\n`,
    section('NAME', `${manual.name} - ${manual.about.split('\n')[0]}`),
    section('SYNOPSIS', manual.usage),
    section('DESCRIPTION', manual.about),
    options.length > 0 ? section('OPTIONS', options.join('\n\n')) : '',
    manual.notes === undefined ? '' : section('IN THIS SIMULATION', manual.notes),
  ].join('');
}

/** The options of each command, long and short, for the shell's completion. */
export const completionsOf = (manuals: readonly Manual[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    manuals.map((manual) => [
      manual.name,
      manual.options
        .map(parseOption)
        .flatMap((o) => [...(o.short ? [`-${o.short}`] : []), ...(o.long ? [`--${o.long}`] : [])]),
    ]),
  );
