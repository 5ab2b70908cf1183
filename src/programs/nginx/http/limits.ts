/** limit_req (leaky bucket) and limit_conn: shared by all workers, kept over a reload (ngx_http_limit_req_module.c). */
export interface Bucket {
  /** Thousandths of a request. */
  excess: number;
  /** Milliseconds. */
  last: number;
}

/** One shared memory zone. */
export class Zone {
  readonly buckets = new Map<string, Bucket>();
  readonly connections = new Map<string, number>();
}

export interface Limit {
  readonly zone: Zone;
  readonly name: string;
  readonly key: string;
  /** Requests per second, thousandths. */
  readonly rate: number;
  /** Thousandths. */
  readonly burst: number;
  /** Thousandths; what is below is not delayed. Infinity with `nodelay`. */
  readonly delay: number;
}

export type LimitVerdict =
  | { readonly type: 'pass' }
  | { readonly type: 'delay'; readonly milliseconds: number; readonly excess: number; readonly name: string }
  | { readonly type: 'reject'; readonly excess: number; readonly name: string };

/** All limits of a request: rejected if one says so; else the longest delay; the last limit's bucket is charged last. */
export function judge(limits: readonly Limit[], now: number): LimitVerdict {
  const charged: { readonly bucket: Bucket; readonly excess: number }[] = [];
  let worst: LimitVerdict = { type: 'pass' };
  for (const l of limits) {
    if (l.key === '') continue;
    const bucket = l.zone.buckets.get(l.key);
    const excess =
      bucket === undefined
        ? 0
        : Math.max(0, bucket.excess - Math.trunc((l.rate * Math.max(0, now - bucket.last)) / 1000) + 1000);
    if (excess > l.burst) return { type: 'reject', excess, name: l.name };
    const entry = bucket ?? { excess: 0, last: now };
    if (bucket === undefined) l.zone.buckets.set(l.key, entry);
    charged.push({ bucket: entry, excess });
    if (excess <= l.delay) continue;
    const milliseconds = Math.trunc(((excess - l.delay) * 1000) / l.rate);
    if (worst.type !== 'delay' || milliseconds > worst.milliseconds)
      worst = { type: 'delay', milliseconds, excess, name: l.name };
  }
  for (const { bucket, excess } of charged) {
    bucket.excess = excess;
    bucket.last = now;
  }
  return worst;
}

export const excessText = (excess: number): string =>
  `${Math.trunc(excess / 1000)}.${String(excess % 1000).padStart(3, '0')}`;
