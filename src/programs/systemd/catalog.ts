/** What journalctl -x adds below the manager's messages (the journal's message catalog, systemd 252). */
import type { Entry } from './journal.ts';

interface Explained {
  readonly subject: string;
  readonly body: string;
}

type Explain = (found: RegExpExecArray, entry: Entry, job: number) => Explained;

const begins =
  (kind: string): Explain =>
  (_, { unit }, job) => {
    const text = `A ${kind} job for unit ${unit} has begun execution`;
    return { subject: text, body: `${text}.\n\nThe job identifier is ${job}.` };
  };

const ends =
  (kind: string): Explain =>
  (_, { unit }, job) => {
    const text = `A ${kind} job for unit ${unit} has finished`;
    return { subject: text, body: `${text}.\n\nThe job identifier is ${job} and the job result is done.` };
  };

const succeeds: Explain = (_, { unit }, job) => {
  const text = `A start job for unit ${unit} has finished successfully`;
  return { subject: text, body: `${text}.\n\nThe job identifier is ${job}.` };
};

const fails: Explain = (_, { unit }, job) => ({
  subject: `A start job for unit ${unit} has failed`,
  body: `A start job for unit ${unit} has finished with a failure.\n\nThe job identifier is ${job} and the job result is failed.`,
});

const exited: Explain = ([, code, status], { unit, exec }) => ({
  subject: 'Unit process exited',
  body: `An ${exec ?? 'ExecStart'}= process belonging to unit ${unit} has exited.\n\nThe process' exit code is '${code}' and its exit status is ${status}.`,
});

const notRun: Explain = ([, path, reason = '']) => ({
  subject: `Process ${path} could not be executed`,
  body: `The process ${path} could not be executed and failed.\n\nThe error number returned by this process is ${ERRNO[reason] ?? 1}.`,
});

const ERRNO: Readonly<Record<string, number>> = {
  'No such file or directory': 2,
  'No such process': 3,
  'Exec format error': 8,
  'Permission denied': 13,
  'Not a directory': 20,
  'Is a directory': 21,
};

const CATALOG: readonly (readonly [RegExp, Explain])[] = [
  [/^Starting /, begins('start')],
  [/^(?:Started|Finished|Listening on|Reached target) /, succeeds],
  [/^(?:Failed to start|Failed to listen on) /, fails],
  [/^Stopping /, begins('stop')],
  [/^(?:Stopped|Closed) /, ends('stop')],
  [/^Reloading .*\.\.\.$/, begins('reload')],
  [/^Reloaded /, ends('reload')],
  [/process exited, code=(\w+), status=(\d+)/, exited],
  [/(?:Failed to locate executable|Failed at step \w+ spawning) (\S+): (.*)$/, notRun],
  [
    /: Deactivated successfully\.$/,
    (_, { unit }) => ({
      subject: 'Unit succeeded',
      body: `The unit ${unit} has successfully entered the 'dead' state.`,
    }),
  ],
  [
    /: Failed with result '(.*)'\.$/,
    ([, result], { unit }) => ({
      subject: 'Unit failed',
      body: `The unit ${unit} has entered the 'failed' state with result '${result}'.`,
    }),
  ],
  [
    /: Scheduled restart job/,
    (_, { unit }) => ({
      subject: 'Automatic restarting of a unit has been scheduled',
      body: `Automatic restarting of the unit ${unit} has been scheduled, as the result for\nthe configured Restart= setting for the unit.`,
    }),
  ],
];

/** The lines below an entry, or none. `before`: the journal's entries up to it, by which its job is numbered. */
export function explanation(entry: Entry, before: readonly Entry[]): string {
  if (entry.pid !== 1 && !entry.tag.startsWith('(')) return '';
  for (const [pattern, explain] of CATALOG) {
    const found = pattern.exec(entry.text);
    if (!found) continue;
    const { subject, body } = explain(found, entry, jobOf(entry, before));
    const lines = [`Subject: ${subject}`, 'Defined-By: systemd', 'Support: https://www.debian.org/support', ''];
    return [...lines, ...body.split('\n')].map((line) => `░░ ${line}\n`).join('');
  }
  return '';
}

/** Jobs are numbered by where in the journal they began. */
function jobOf(entry: Entry, before: readonly Entry[]): number {
  const at = before.indexOf(entry);
  for (let i = at; i >= 0; i--) {
    const { unit, text } = before[i] ?? entry;
    if (unit !== entry.unit) continue;
    if (/^(Starting|Stopping|Reloading) /.test(text)) return 100 + i;
    if (i < at && /^(Started|Finished|Failed to start|Stopped|Reloaded) /.test(text)) break;
  }
  return 100 + at;
}
