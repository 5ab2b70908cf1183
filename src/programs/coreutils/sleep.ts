/** sleep(1), coreutils 9.1: decimal numbers with the suffixes s, m, h, d. */
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';

const UNIT: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

export function* sleep(sys: Sys): Eff<number> {
  const args = sys.argv.slice(1);
  if (args.length === 0) {
    sys.print(2, "sleep: missing operand\nTry 'sleep --help' for more information.\n");
    return 1;
  }
  let total = 0;
  for (const arg of args) {
    const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(arg);
    if (!match) {
      sys.print(2, `sleep: invalid time interval ‘${arg}’\nTry 'sleep --help' for more information.\n`);
      return 1;
    }
    total += Number(match[1]) * (UNIT[match[2] ?? ''] ?? 1) * 1_000_000;
  }
  yield* sys.sleep(Math.round(total));
  return 0;
}
