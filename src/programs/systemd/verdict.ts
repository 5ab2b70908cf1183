import { resolveSpecifiers, type SpecifierContext } from './specifiers.ts';

/** What becomes of one assignment. */
export interface Verdict {
  /** What is kept, in full form; null: nothing. */
  readonly values: readonly string[] | null;
  /** Added to what was set before, instead of taking its place. */
  readonly append?: boolean;
  readonly problems?: readonly string[];
  /** Said without the place. */
  readonly remarks?: readonly string[];
  /** The unit cannot be started. */
  readonly fatal?: boolean;
  /** The file is given up: how loading ends. */
  readonly error?: string;
}

export const keep = (value: string): Verdict => ({ values: [value] });
export const add = (values: readonly string[], problems: readonly string[] = []): Verdict => ({
  values,
  append: true,
  problems,
});
export const ignore = (problem: string): Verdict => ({ values: null, problems: [problem] });
export const fatal = (problem: string): Verdict => ({ values: null, problems: [problem], fatal: true });
export const RESET: Verdict = { values: [] };

export function resolved(value: string, context: SpecifierContext): Verdict {
  if (value === '') return RESET;
  const text = resolveSpecifiers(value, context);
  return text === null ? ignore(`Failed to resolve unit specifiers in '${value}', ignoring: Invalid slot`) : keep(text);
}
