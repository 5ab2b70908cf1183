/** Enough of a highlighter for what is shown before (or instead of) the full editor: line by line, no state between. */
export type TokenKind = 'kw' | 'str' | 'fn' | 'num' | 'com' | 'dec' | 'text';
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}
export type Language = 'python' | 'nginx' | 'ini' | 'text';

export function languageOf(path: string): Language {
  if (path.endsWith('.py')) return 'python';
  if (/\/nginx\/|nginx.*\.conf$/.test(path)) return 'nginx';
  return /\.(service|ini|cfg|conf|toml)$/.test(path) ? 'ini' : 'text';
}

type Rule = readonly [TokenKind, string];

const PYTHON: readonly Rule[] = [
  ['com', '#.*'],
  ['str', String.raw`[rbfRBF]{0,2}(?:"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?)`],
  ['dec', String.raw`@[\w.]+`],
  [
    'kw',
    String.raw`\b(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|False|finally|for|from|global|if|import|in|is|lambda|match|None|nonlocal|not|or|pass|raise|return|True|try|while|with|yield)\b`,
  ],
  ['fn', String.raw`\b[A-Za-z_]\w*(?=\()`],
  ['num', String.raw`\b\d[\d_]*(?:\.\d+)?\b`],
];
const NGINX: readonly Rule[] = [
  ['com', '#.*'],
  ['str', String.raw`"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?`],
  ['dec', String.raw`\$\w+`],
  ['kw', String.raw`(?<=^\s*|[{;]\s*)[a-z_]+\b`],
  ['num', String.raw`\b\d+[smhdkKMG]?\b`],
];
const INI: readonly Rule[] = [
  ['com', '^[#;].*'],
  ['dec', String.raw`^\[[^\]]*\]`],
  ['kw', String.raw`^\s*[\w-]+(?=\s*=)`],
  ['str', String.raw`"(?:\\.|[^"\\])*"?`],
  ['dec', String.raw`(?<=\s)--?[A-Za-z][\w-]*|\$\{?\w+\}?|%[A-Za-z]`],
  ['num', String.raw`\b\d+[a-z]*\b|(?<![\w./-])(?:yes|no|true|false|on|off)(?![\w./-])`],
];

const compile = (rules: readonly Rule[]): { kinds: readonly TokenKind[]; pattern: RegExp } => ({
  kinds: rules.map(([kind]) => kind),
  pattern: new RegExp(rules.map(([, source]) => `(${source})`).join('|'), 'g'),
});
const GRAMMARS = { python: compile(PYTHON), nginx: compile(NGINX), ini: compile(INI) };

export function highlight(line: string, language: Language): readonly Token[] {
  if (language === 'text') return [{ kind: 'text', text: line }];
  const { kinds, pattern } = GRAMMARS[language];
  const tokens: Token[] = [];
  let at = 0;
  for (const match of line.matchAll(pattern)) {
    if (match[0] === '') continue;
    if (match.index > at) tokens.push({ kind: 'text', text: line.slice(at, match.index) });
    const rule = match.slice(1).findIndex((group) => group !== undefined);
    tokens.push({ kind: kinds[rule] ?? 'text', text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < line.length) tokens.push({ kind: 'text', text: line.slice(at) });
  return tokens;
}
