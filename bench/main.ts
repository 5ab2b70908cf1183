import { encodeState } from '../src/store/url.ts';
import { engineRow } from './engine.ts';
import { longTrace, requestRow, snapshotRow } from './requests.ts';
import { seekRow } from './seek.ts';
import type { Row } from './timing.ts';

/** What can be measured without a page. */
export async function rows(): Promise<Row[]> {
  const engine = await engineRow();
  const request = await requestRow();
  const snapshot = await snapshotRow();
  const trace = (await longTrace(2_600)).slice(0, 100_000);
  return [engine, request, snapshot, seekRow(trace)];
}

/** A link to the queue with 500 customers in the street. */
export const crowdLink = (): string =>
  encodeState({
    files: [],
    flags: {},
    traffic: [
      {
        client: 'crowd',
        kind: 'every',
        everyMs: 10,
        count: 500,
        to: 'http://203.0.113.10',
        targets: [{ path: '/burger' }, { path: '/fries' }],
      },
    ],
  });

export function table(rows: readonly Row[]): string {
  const cells = rows.map((r) => [
    r.name,
    r.value,
    r.against,
    r.ratio === null ? '' : r.ratio.toFixed(2),
    r.promise,
    r.kept ? 'kept' : 'NOT kept',
  ]);
  const lines = [
    ['what', 'measured', 'against', 'ratio', 'promise', ''],
    ['---', '---', '---', '---', '---', '---'],
    ...cells,
  ];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
