/** Unit files for Monaco's Monarch tokenizer (systemd.syntax(7)). */
export const UNIT = {
  defaultToken: '',
  tokenizer: {
    root: [
      [/^\s*[#;].*$/, 'comment'],
      [/^\s*\[[^\]]*\]/, 'tag'],
      [/^\s*[A-Za-z][\w-]*(?=\s*=)/, { token: 'keyword', next: '@value' }],
      [/\s+/, ''],
    ],
    value: [
      [/\\$/, 'delimiter'],
      // A line ends its value, unless a backslash takes it on.
      [/$/, { token: '', next: '@pop' }],
      [/=/, 'delimiter'],
      [/"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?/, 'string'],
      [/\$\{?\w+\}?|%[A-Za-z%]/, 'variable'],
      [/(?<=\s)--?[A-Za-z][\w-]*/, 'variable'],
      // A whole word: the `on` of `on-failure` is none.
      [/(?<![\w./-])(?:yes|no|true|false|on|off)(?![\w./-])/, 'number'],
      [/\b\d+(?:[a-z]+)?\b/, 'number'],
      [/[^\s"'$%\\=-]+|./, ''],
    ],
  },
} satisfies { defaultToken: string; tokenizer: Record<string, [RegExp, string | { token: string; next: string }][]> };
