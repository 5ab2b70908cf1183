import { parse, type HereDoc } from 'unbash';

/** Open quotes, a trailing backslash or operator, an open compound command: the shell asks for more. */
export function isIncomplete(text: string): boolean {
  if (/(^|[^\\])\\$/.test(text) || /(\|\||&&|\|)\s*$/.test(text)) return true;
  const script = parse(text);
  if (hasOpenDocument(script)) return true;
  // Quotes and substitutions that are open, wherever they began; what is expected is expected at the end.
  return (script.errors ?? []).some(
    (e) =>
      /unterminated/i.test(e.message) ||
      (/unexpected end|expected/i.test(e.message) && e.pos >= text.trimEnd().length - 1),
  );
}

/** A here-document whose last line has not come yet. */
function hasOpenDocument(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return node.some(hasOpenDocument);
  if ((node as { readonly type?: unknown }).type === 'HereDoc') return (node as HereDoc).closing === undefined;
  return Object.values(node).some(hasOpenDocument);
}

/** The quote that is open at the end of a text, or null. */
export function openQuote(text: string): string | null {
  const error = (parse(text).errors ?? []).find((e) => /unterminated/i.test(e.message));
  return error ? (/["'`(]/.exec(text.slice(error.pos))?.[0] ?? '"') : null;
}

/** After these words a command goes on without a semicolon. */
const GOES_ON = /(?:^|[\s;&|({])(?:do|then|else|elif|if|while|until|case|in)$|[{(;&|]$/;

/**
 * A command of several lines as one entry of the history (`cmdhist`): its lines are joined by semicolons, where the grammar
 * has them; in quotes and here-documents they stay lines.
 */
export function joined(typed: string, event: string, line: string): string {
  if (openQuote(typed) !== null || hasOpenDocument(parse(typed))) return `${event}\n${line}`;
  if (/(^|[^\\])\\$/.test(typed)) return event.slice(0, -1) + line;
  const end = event.trimEnd();
  return `${end}${GOES_ON.test(end) ? ' ' : '; '}${line.trimStart()}`;
}
