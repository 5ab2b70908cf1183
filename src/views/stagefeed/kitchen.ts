import { lastAtOrBefore } from '../../projections/at.ts';
import type { RunModel } from '../../projections/model.ts';
import type { Call, ServiceSnapshot } from '../stage/snapshot.ts';

/** What is waited for outside the workers: connections to other hosts, and plain sleeping. */
export interface Kitchen {
  readonly services: readonly Omit<ServiceSnapshot, 'calls'>[];
  /** Which service an I/O wait of this process, begun at this time, is for; undefined where it is the customer who is slow. */
  readonly serviceOf: (pid: number, from: number, what: string) => string | undefined;
}
const SLEEP = 'sleep';
/** Reading a connection that the process has not just spoken on: what comes there is the order itself. */
const CLIENT = /^net\.(recv|peek|send)$/;
const NEAR_US = 20_000;

export interface KitchenNames {
  readonly upper: string;
  readonly lower: string;
}

export function kitchenOf(model: RunModel, names: KitchenNames): Kitchen {
  const workers = new Set(model.workers.map((w) => w.pid));
  const outgoing = [...model.conns.values()].filter((c) => workers.has(c.openedBy));
  const addresses = [...new Set(outgoing.map((c) => c.to))].sort();
  const byPid = new Map<number, { at: number; to: string }[]>();
  for (const conn of outgoing) {
    const list = byPid.get(conn.openedBy) ?? [];
    list.push(
      { at: conn.openedAt, to: conn.to },
      ...conn.sent.filter((s) => s.dir === 'up').map((s) => ({ at: s.at, to: conn.to })),
    );
    byPid.set(conn.openedBy, list);
  }
  for (const list of byPid.values()) list.sort((a, b) => a.at - b.at);
  const [first, ...rest] = addresses;
  return {
    services: [
      { id: first ?? 'upper', place: 'upper', name: first ?? names.upper, detail: '' },
      { id: rest[0] ?? SLEEP, place: 'lower', name: rest[0] ?? names.lower, detail: '' },
    ],
    serviceOf: (pid, from, what) => {
      if (what.includes(SLEEP)) return rest[0] ?? SLEEP;
      const list = byPid.get(pid) ?? [];
      const last = list[lastAtOrBefore(list, from, (one) => one.at)];
      if (last === undefined || from - last.at > NEAR_US) return CLIENT.test(what) ? undefined : (rest[0] ?? SLEEP);
      return last.to === first ? last.to : (rest[0] ?? SLEEP);
    },
  };
}

/** Groups the calls under their service; the arrays are made once per run. */
export const withCalls = (
  kitchen: Kitchen,
  calls: readonly (Call & { readonly service: string })[],
): readonly ServiceSnapshot[] =>
  kitchen.services.map((service) => ({ ...service, calls: calls.filter((call) => call.service === service.id) }));
