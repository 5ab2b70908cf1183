/** Variables of the environment without which an app does not start: their values are secrets, which are never brought. */

/** What stands in for one: long enough for a key, and nobody's secret. */
export const MADE_UP = 'made-up-value';

interface Wanted {
  readonly path: string;
  readonly line: number;
  readonly word: string;
}

/** `os.environ["NAME"]` where it is read; what has a default, or what the unit sets itself, is not missed. */
export function variablesIn(
  files: readonly { readonly path: string; readonly text: string }[],
  unit: string,
): Wanted[] {
  const found = new Map<string, Wanted>();
  for (const { path, text } of files) {
    if (!path.endsWith('.py')) continue;
    text.split('\n').forEach((line, i) => {
      for (const [, word = ''] of line.matchAll(/(?:\bos\.)?\benviron\[\s*["']([A-Za-z_]\w*)["']\s*\](?!\s*=[^=])/g))
        if (!found.has(word) && !new RegExp(String.raw`^\s*Environment=.*\b${word}=`, 'm').test(unit))
          found.set(word, { path, line: i + 1, word });
    });
  }
  return [...found.values()];
}
