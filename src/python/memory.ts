import type { EmscriptenModule } from './pyodide-types.ts';

/** Addresses in Python's memory. */
interface Places {
  readonly status: number;
  readonly scratch: number;
  readonly meter: number;
  readonly cells: number;
  readonly scratchSize: number;
}

/** Places in Python's memory that both sides read and write, so that small things cross without a call. */
export class SharedMemory {
  private places: Places = { status: 0, scratch: 0, meter: 0, cells: 0, scratchSize: 0 };

  private cells: Float64Array = new Float64Array(0);

  constructor(private readonly module: () => EmscriptenModule | null) {}

  place(places: Places): void {
    this.places = places;
    this.cells = new Float64Array(0);
  }

  /** How the result that Python gets next is to be read (the constants of core.py). */
  setStatus(kind: number): void {
    const module = this.module();
    if (module) module.HEAP32[this.places.status >> 2] = kind;
  }

  /** How many numbers Python has laid out for a wait: told once, without a call. */
  takeLaid(): number {
    const module = this.module();
    if (!module || this.places.status === 0) return 0;
    const at = (this.places.status >> 2) + 1;
    const count = module.HEAP32[at] ?? 0;
    if (count > 0) module.HEAP32[at] = 0;
    return count;
  }

  /** Lay bytes where Python reads them; false when they are too many. */
  put(bytes: Uint8Array): boolean {
    const module = this.module();
    if (!module || bytes.length > this.places.scratchSize) return false;
    module.HEAPU8.set(bytes, this.places.scratch);
    return true;
  }

  /** Where Python lays out numbers (`core.lay`), to be read at once: more follows than it has said. */
  numbers(): Float64Array {
    const heap = this.module()?.HEAPF64;
    // Made anew when the memory has grown: a view costs more than what is read by it.
    if (heap !== undefined && this.cells.buffer !== heap.buffer) this.cells = heap.subarray(this.places.cells >> 3);
    return this.cells;
  }

  /** Microseconds of CPU that the running stack has used and not been charged for. */
  uncharged(): number {
    const module = this.module();
    const { meter } = this.places;
    return module && meter ? Math.floor((module.HEAPF64[meter >> 3] ?? 0) / 1000) : 0;
  }
}
