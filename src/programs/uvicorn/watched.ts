/** `--reload-dir`, `--reload-include`, `--reload-exclude`: what is watched (uvicorn 0.54 config.py, watchfilesreload.py). */
import type { Sys } from '../../machine/sys.ts';
import type { Values } from './cli.ts';

/** Patterns of file names. */
interface Watched {
  readonly includes: readonly string[];
  readonly excludes: readonly string[];
}

export interface Reloading {
  /** Absolute paths, sorted. */
  readonly dirs: readonly string[];
  readonly watched: Watched;
  /** Between two looks, µs. */
  readonly delay: number;
}

/** Directories that are watched: those given that exist, without what lies below another; else the working directory. */
export function reloading(sys: Sys, values: Values): Reloading {
  const [given, includes, excludes] = ['reload_dir', 'reload_include', 'reload_exclude'].map((name) =>
    listOf(values.get(name)),
  );
  const isDir = (path: string): boolean => sys.fs.exists(path) && sys.fs.stat(path).kind === 'dir';
  const found = [...(given ?? []), ...(includes ?? [])].filter(isDir).map((path) => sys.path(path));
  const dirs = [...new Set(found)].filter((dir) => !found.some((other) => dir.startsWith(`${other}/`)));
  const delay = values.get('reload_delay');
  return {
    dirs: dirs.length === 0 ? [sys.path('.')] : dirs.sort(),
    watched: {
      includes: [...['*.py'].filter((one) => !excludes?.includes(one)), ...(includes ?? [])],
      excludes: [...['.*', '.py[cod]', '.sw.*', '~*'].filter((one) => !includes?.includes(one)), ...(excludes ?? [])],
    },
    delay: (typeof delay === 'number' ? delay : 0.25) * 1_000_000,
  };
}

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);

/** `Path.match` of one component: the name alone. */
const matches = (path: string, pattern: string): boolean =>
  new RegExp(
    `(^|/)${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '[^/]*')
      .replace(/\?/g, '[^/]')}$`,
  ).test(path);

export const isWatched = (path: string, { includes, excludes }: Watched): boolean =>
  includes.some((one) => matches(path, one)) &&
  !excludes.some((one) => matches(path, one) || path.includes(`/${one}/`));
