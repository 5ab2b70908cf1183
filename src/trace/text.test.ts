import { expect, it } from 'vitest';
import type { TraceEvent } from './events.ts';
import { printTrace } from './text.ts';
import { simTime } from './time.ts';

it('prints one line per event, in columns, with short names for processes', () => {
  const at = simTime(42_000);
  const events: TraceEvent[] = [
    {
      seq: 1,
      at: simTime(0),
      cause: 0,
      kind: 'process.started',
      pid: 7,
      ppid: 6,
      host: 'box',
      argv: ['gunicorn', 'a:b'],
      user: 'u',
    },
    { seq: 2, at, cause: 1, kind: 'process.role', pid: 7, program: 'gunicorn', role: 'worker', index: 2 },
    { seq: 3, at, cause: 2, kind: 'worker.booted', pid: 7 },
    { seq: 4, at, cause: 0, kind: 'process.output', pid: 9, fd: 2, text: 'two\nlines' },
    { seq: 5, at, cause: 0, kind: 'run.ready' },
  ];
  expect(printTrace(events).split('\n')).toEqual([
    '      0.000ms  w2            process.started       pid=7  ppid=6  host=box  argv=["gunicorn","a:b"]  user=u',
    '     42.000ms  w2            process.role          pid=7  program=gunicorn  role=worker  index=2',
    '     42.000ms  w2            worker.booted         pid=7',
    '     42.000ms  p9            process.output        pid=9  fd=2  text="two\\nlines"',
    '     42.000ms                run.ready',
    '',
  ]);
});
