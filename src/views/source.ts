import { useFiles } from '../store/files.ts';

/** Whether a file named in a trace (as Python says it: relative, or absolute on the simulated host) is this path. */
export const fileMatches = (path: string, named: string): boolean =>
  named !== '' && (path === named || path.endsWith(`/${named.replace(/^\.?\//, '')}`));

/** The text of a line of the learner's files as they are now; empty for other files. */
export function codeAt(file: string, line: number): string {
  const { order, text } = useFiles.getState();
  const path = order.find((one) => fileMatches(one, file));
  return path === undefined ? '' : (text(path).split('\n')[line - 1]?.trim() ?? '');
}
