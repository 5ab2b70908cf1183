import { useFiles, type Texts } from './files.ts';
import { currentRun, useRun } from './run.ts';

/** Where a site's own files lie on the machine; what else is written there is the system's, or a package's. */
const PLACES = /^\/(?:srv|var\/www|home\/[^/]+|etc\/nginx|etc\/systemd\/system)\//;
const NOT_OWN =
  /\/(?:\.?venv|env|site-packages|__pycache__|\.cache|\.local|\.gunicorn)\/|\/\.(?:bash_history|lesshst|viminfo)$|\.(?:log|pid|sock)$/;
const MOST = 300;

/**
 * The lesson's files as they are on the machine now, and what was written beside them there: at a terminal a learner
 * edits these, and not those of the editor. Null where no machine is live.
 */
export async function machineFiles(): Promise<Texts | null> {
  const run = currentRun(useRun.getState());
  const port = useRun.getState().port();
  if (!port || run?.origin !== 'live') return null;
  const written = run.model.events.flatMap((event) =>
    event.kind === 'file.changed' && PLACES.test(event.path) && !NOT_OWN.test(event.path) ? [event.path] : [],
  );
  const { start, edited } = useFiles.getState();
  const known = Object.keys({ ...start, ...edited });
  const texts = await port.read([...new Set([...known, ...written])].slice(0, MOST)).catch(() => null);
  return texts && Object.fromEntries(Object.entries(texts).filter((one): one is [string, string] => one[1] !== null));
}
