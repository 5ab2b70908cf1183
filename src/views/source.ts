/** Whether a file named in a trace (as Python says it: relative, or absolute on the simulated host) is this path. */
export const fileMatches = (path: string, named: string): boolean =>
  named !== '' && (path === named || path.endsWith(`/${named.replace(/^\.?\//, '')}`));
