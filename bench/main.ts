import { engineRow } from './engine.ts';
import { longTrace, requestRow, snapshotRow } from './requests.ts';
import { seekRow } from './seek.ts';
import type { Row } from './timing.ts';

/** What can be measured without a page. */
export async function rows(): Promise<Row[]> {
  const trace = (await longTrace(2_600)).slice(0, 100_000);
  return [engineRow(), await requestRow(), await snapshotRow(), seekRow(trace)];
}
