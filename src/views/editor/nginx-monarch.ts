/** nginx configuration for Monaco's Monarch tokenizer: a directive is the first word after `;`, `{`, `}` or a new line. */
export const NGINX = {
  defaultToken: '',
  tokenizer: {
    root: [
      [/#.*$/, 'comment'],
      [/[{};]/, 'delimiter'],
      [/[a-z_]+\b/, { token: 'keyword', next: '@values' }],
      [/\s+/, ''],
      [/[^\s{};#]+/, 'identifier'],
    ],
    values: [
      [/#.*$/, 'comment'],
      [/[;{}]/, { token: 'delimiter', next: '@pop' }],
      [/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/, 'string'],
      [/\$\w+/, 'variable'],
      [/\b\d+[smhdkKmMgG]?\b/, 'number'],
      [/(?:=|~\*?|\^~)(?=\s)/, 'keyword'],
      [/\s+/, ''],
      [/[^\s{};"'$]+/, 'identifier'],
    ],
  },
} satisfies { defaultToken: string; tokenizer: Record<string, [RegExp, string | { token: string; next: string }][]> };
