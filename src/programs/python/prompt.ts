import type { Eff } from '../../engine/task.ts';
import { callGuest, type GuestResult } from '../../machine/guest.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Tty } from '../../machine/tty.ts';
import { LineEditor, type LineResult } from '../../machine/line-editor.ts';

/** As Tab has it at the start of a line; names are not completed. */
const INDENT = '    ';

/**
 * The interactive prompt: lines are read by the editor that the shell has, and run in the guest (gd/prompt.py). Ends with
 * Ctrl-D, or with the SystemExit that a line raises. Simplified: names are not completed, and history is this session's.
 */
export function* prompt(sys: Sys, tty: Tty, banner: boolean): Eff<GuestResult> {
  const history: string[] = [];
  const editor = new LineEditor(sys, { history, complete: () => ({ insert: INDENT, list: [] }) });
  const opened = yield* callGuest(sys, 0, 'gd.prompt:open', [banner]);
  if (!opened.ok) return opened;
  for (let more = false; ;) {
    tty.raw = true;
    const read: LineResult = yield* editor.read(more ? '... ' : '>>> ');
    tty.raw = false;
    if (read.kind === 'eof') {
      sys.print(1, '\n');
      return opened;
    }
    if (read.kind === 'interrupt') {
      sys.print(2, 'KeyboardInterrupt\n');
      yield* callGuest(sys, 0, 'gd.prompt:reset', []);
      more = false;
      continue;
    }
    if (read.text.trim() !== '') history.push(read.text);
    const ran: GuestResult = yield* callGuest(sys, 0, 'gd.prompt:push', [read.text]);
    if (!ran.ok) return ran;
    more = ran.value === true;
  }
}
