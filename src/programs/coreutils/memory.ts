/**
 * How much memory processes have, as ps, top and free show it: an estimate by what a process is and what its project
 * imports. Nothing that a program does at run time changes it. The figures are those of Debian 12 on x86-64, rounded.
 */
import type { Process } from '../../machine/process.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';

/** KiB: of address space, and resident. */
export interface Footprint {
  readonly virtual: number;
  readonly resident: number;
}

export const TOTAL = 2_097_152;
/** The kernel's own, and pages of files. */
const [KERNEL, CACHE] = [122_880, 262_144];

/** By what the command line begins with; the first that fits. */
const KINDS: readonly (readonly [RegExp, number, number])[] = [
  [/^(?:\S*\/)?(?:systemd|init)(?: |$)/, 167_500, 12_300],
  [/^(?:\S*\/)?systemd-journald/, 33_100, 12_100],
  [/^nginx: master/, 10_400, 1_800],
  [/^nginx: (?:worker|cache)/, 11_100, 4_300],
  [/^(?:\S*\/)?-?bash(?: |$)/, 8_100, 4_900],
  [/^(?:\S*\/)?(?:sh|dash)(?: |$)/, 2_600, 1_500],
  [/^(?:\S*\/)?apache2/, 6_900, 5_200],
  [/^(?:\S*\/)?lighttpd/, 8_200, 4_300],
  [/^(?:\S*\/)?uwsgi/, 52_300, 24_600],
];
const OTHER = { virtual: 8_400, resident: 3_400 };

/** The project's own modules. */
const APPLICATION = 1_900;
const PYTHON = /gunicorn|uvicorn|hypercorn|daphne|waitress|(?:^|\/)python3?/;
const INTERPRETER = { virtual: 17_200, resident: 10_600 };
/** What importing a package adds, resident. */
const PACKAGES: Readonly<Record<string, number>> = {
  gunicorn: 14_800,
  uvicorn: 21_500,
  hypercorn: 20_400,
  daphne: 33_000,
  waitress: 6_200,
  django: 26_300,
  flask: 20_700,
  fastapi: 36_900,
  starlette: 15_800,
  requests: 11_200,
  httpx: 16_400,
  asyncio: 6_300,
  numpy: 21_000,
};

export function footprint(sys: Sys, p: Process): Footprint {
  if (p.state !== 'running') return { virtual: 0, resident: 0 };
  const line = p.title ?? p.argv.join(' ');
  const kind = KINDS.find(([begins]) => begins.test(line));
  if (kind) return { virtual: kind[1], resident: kind[2] };
  if (!PYTHON.test(line)) return OTHER;
  const master = line.startsWith('gunicorn: master');
  const names = new Set([...namesIn(line), ...(master ? [] : imports(sys, p.cwd))]);
  const own = master ? 0 : APPLICATION;
  const more = [...names].reduce((sum, name) => sum + (PACKAGES[name] ?? 0), own);
  return { virtual: INTERPRETER.virtual + Math.round(more * 1.2), resident: INTERPRETER.resident + more };
}

const namesIn = (line: string): string[] => Object.keys(PACKAGES).filter((name) => line.includes(name));

/** Packages that the project's own files import. */
function imports(sys: Sys, dir: string): string[] {
  try {
    const files = sys.fs.readdir(dir).filter((name) => name.endsWith('.py'));
    const text = files.map((name) => sys.fs.readText(`${dir}/${name}`)).join('\n');
    return [...text.matchAll(/^\s*(?:import|from)\s+(\w+)/gm)].map(([, name = '']) => name);
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}

/** KiB of the whole machine, in the columns of free(1). */
export function machineMemory(sys: Sys): Readonly<Record<'used' | 'free' | 'cache' | 'available', number>> {
  const all = [...sys.process.host.processes.values()];
  const used = Math.min(
    TOTAL - CACHE,
    all.reduce((sum, p) => sum + footprint(sys, p).resident, KERNEL),
  );
  const free = TOTAL - used - CACHE;
  return { used, free, cache: CACHE, available: free + Math.round(CACHE * 0.83) };
}

/** Share of the machine's memory, as ps and top print it. */
export const share = ({ resident }: Footprint): string => ((resident * 100) / TOTAL).toFixed(1);
