/** What stands behind a backslash in C's strings, and so in those of printf(1), tr(1) and awk(1). */
export const C_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
};
