import type { EventInput, EventKind, EventOf, TraceEvent } from './events.ts';
import type { SimTime } from './time.ts';

/** The append-only record of a run. `seq` starts at 1 and is the event's place in it. */
export class Trace {
  private readonly list: TraceEvent[] = [];
  private readonly picks: { readonly kinds: ReadonlySet<EventKind>; readonly found: TraceEvent[] }[] = [];

  get length(): number {
    return this.list.length;
  }

  get events(): readonly TraceEvent[] {
    return this.list;
  }

  /** The trace takes the object over: it is not copied, and nobody may keep it. */
  append(at: SimTime, cause: number, event: EventInput): number {
    const seq = this.list.length + 1;
    const placed = event as EventInput & { seq: number; at: SimTime; cause: number };
    placed.seq = seq;
    placed.at = at;
    placed.cause = cause;
    this.list.push(placed);
    for (const { kinds, found } of this.picks) if (kinds.has(placed.kind)) found.push(placed);
    return seq;
  }

  /** The events of these kinds, from now on: a list that grows. Reading a whole trace afterwards fetches each event once more. */
  pick<K extends EventKind>(...kinds: readonly K[]): readonly EventOf<K>[] {
    const found: TraceEvent[] = [];
    this.picks.push({ kinds: new Set<EventKind>(kinds), found });
    return found as unknown as readonly EventOf<K>[];
  }
}
