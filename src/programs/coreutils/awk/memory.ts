import { toNumber, UNSET, type Value } from './values.ts';

export type Table = Map<string, Value>;

/** What a name stands for; one that was never used can still become either. */
export interface Slot {
  value: Value | null;
  table: Table | null;
  /** Where it was handed over from: an array that a function makes of it is the caller's too. */
  readonly origin: Slot | null;
}

const slot = (origin: Slot | null = null): Slot => ({ value: null, table: origin?.table ?? null, origin });

/** Variables, global and of the function that runs. */
export class Memory {
  private readonly globals = new Map<string, Slot>();
  private readonly frames: Map<string, Slot>[] = [];

  slot(name: string): Slot {
    const local = this.frames.at(-1)?.get(name);
    if (local) return local;
    let found = this.globals.get(name);
    if (!found) this.globals.set(name, (found = slot()));
    return found;
  }

  get(name: string): Value {
    return this.slot(name).value ?? UNSET;
  }

  set(name: string, value: Value): void {
    this.slot(name).value = value;
  }

  number(name: string): number {
    return toNumber(this.get(name));
  }

  table(name: string): Table {
    return tableOf(this.slot(name));
  }

  /** Begin a function: each parameter is a value, an array, or a name that is not yet either. */
  enter(params: readonly string[], args: readonly (Value | Slot)[]): void {
    const frame = new Map<string, Slot>();
    params.forEach((name, i) => {
      const given = args[i];
      if (given === undefined) frame.set(name, slot());
      else if (typeof given === 'object' && 'origin' in given) frame.set(name, slot(given));
      else frame.set(name, { ...slot(), value: given });
    });
    this.frames.push(frame);
  }

  leave(): void {
    this.frames.pop();
  }

  get depth(): number {
    return this.frames.length;
  }
}

function tableOf(one: Slot): Table {
  one.table ??= one.origin ? tableOf(one.origin) : new Map();
  return one.table;
}
