import { useMemo } from 'react';
import { activityAt, phaseAt } from '../projections/at.ts';
import type { RunModel } from '../projections/model.ts';
import { useMessages } from '../views/messages.ts';
import { useCalmInstant } from '../views/run-hooks.ts';
import type { View } from '../views/stage/StageView.tsx';
import { kitchenOf } from '../views/stagefeed/kitchen.ts';
import css from './zones.module.css';

const ZONES = ['street', 'door', 'line', 'counter', 'kitchen'] as const;
export type Zone = (typeof ZONES)[number];

/** The phone's camera on the same world: 760 units wide, one zone in the middle. */
export const CAMERAS: Readonly<Record<Zone, View>> = {
  street: { x: 0, y: 250, width: 760, height: 560 },
  door: { x: 180, y: 250, width: 760, height: 560 },
  line: { x: 420, y: 250, width: 760, height: 560 },
  counter: { x: 560, y: 250, width: 760, height: 560 },
  kitchen: { x: 840, y: 250, width: 760, height: 560 },
};
/** How many are in each zone now, and how many orders in the kitchen: the map above the lanes. */
function useZoneCounts(model: RunModel): Readonly<Record<Zone, number>> {
  const t = useMessages();
  const now = useCalmInstant(model);
  const { serviceOf } = useMemo(() => kitchenOf(model, t.kitchen), [model, t.kitchen]);
  const counts: Record<Zone, number> = { street: 0, door: 0, line: 0, counter: 0, kitchen: 0 };
  for (const request of model.requests) {
    if (request.startedAt > now) break;
    if (request.finishedAt !== null && request.finishedAt <= now) continue;
    switch (phaseAt(request, now)?.place) {
      case 'proxy':
        counts.door++;
        break;
      case 'queued':
        counts.line++;
        break;
      case 'worker':
        counts.counter++;
        break;
      case 'parked':
        counts.kitchen++;
        break;
      case 'street':
      case 'leaving':
      case undefined:
        counts.street++;
    }
  }
  // Whoever stands at a till while the order is cooked counts at both places.
  for (const worker of model.workers)
    counts.kitchen += activityAt(worker, now).filter(
      ({ activity, req, from, what }) =>
        activity === 'io' && req !== null && serviceOf(worker.pid, from, what) !== undefined,
    ).length;
  return counts;
}

export function ZoneMap({
  model,
  zone,
  onZone,
}: {
  readonly model: RunModel;
  readonly zone: Zone;
  readonly onZone: (zone: Zone) => void;
}) {
  const t = useMessages();
  const counts = useZoneCounts(model);
  return (
    <div className={css['map']}>
      {ZONES.map((one) => (
        <button key={one} type="button" aria-pressed={one === zone} onClick={() => onZone(one)}>
          <b>{counts[one]}</b>
          {t.zones[one]}
        </button>
      ))}
    </div>
  );
}
