import type { Dialect, Shell } from './shell.ts';

/** What a text cannot be read for: where, and the lines that each shell says. */
export interface Trouble {
  readonly pos: number;
  /** The line that bash tells under `-c`, when it is not that of `pos`. */
  readonly line?: number;
  readonly lines: Readonly<Record<Dialect, readonly string[]>>;
}

interface ParseError {
  readonly message: string;
  readonly pos: number;
}

const MATCHES: readonly (readonly [said: RegExp, match: string, dash: string])[] = [
  [/unterminated double quote/, '"', 'Syntax error: Unterminated quoted string'],
  [/unterminated (single|ANSI)/i, "'", 'Syntax error: Unterminated quoted string'],
  [/unterminated backtick/, '`', 'Syntax error: EOF in backquote substitution'],
  [/unterminated (parameter|brace)/, '}', "Syntax error: Missing '}'"],
  [/unterminated/, ')', 'Syntax error: end of file unexpected (expecting ")")'],
];

/** The shells' words for an error of the parser (bash 5.2 and dash 0.5.12, tried). */
export function syntaxError(shell: Shell, text: string, { message, pos }: ParseError): Trouble {
  const open = MATCHES.find(([said]) => said.test(message));
  if (open) {
    const why = `unexpected EOF while looking for matching \`${open[1]}'`;
    return { pos, lines: { bash: [why], dash: [open[2]] } };
  }
  const rest = text.slice(pos);
  const [, blank = '', token = ''] = /^(\s*)(&&|\|\||;;|[|&;()<>]|[^\s|&;()<>]+)?/.exec(rest) ?? [];
  if (token === '') {
    const line = text.trimEnd().split('\n').length + 1;
    const expected = /'(\w+|[})])' to close/.exec(message)?.[1];
    const expecting = expected === undefined ? '' : ` (expecting "${expected}")`;
    return {
      pos,
      line,
      lines: {
        bash: ['syntax error: unexpected end of file'],
        dash: [`Syntax error: end of file unexpected${expecting}`],
      },
    };
  }
  const line = lineOf(text, pos + blank.length);
  const said = [`syntax error near unexpected token \`${token}'`, `\`${text.split('\n')[line - 1] ?? ''}'`];
  const word = /^[\w"'$]/.test(token) && !/^(fi|done|then|do|else|elif|esac|in)$/.test(token);
  return {
    pos: pos + blank.length,
    lines: {
      bash: shell.tty ? said.slice(0, 1) : said,
      dash: [`Syntax error: ${word ? 'word' : `"${token}"`} unexpected`],
    },
  };
}

const lineOf = (text: string, pos: number): number => text.slice(0, pos).split('\n').length;
