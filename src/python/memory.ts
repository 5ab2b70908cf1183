import type { EmscriptenModule } from './pyodide-types.ts';

/** Places in Python's memory that both sides read and write, so that small things cross without a call. */
export class SharedMemory {
  private status = 0;
  private scratch = 0;
  private size = 0;
  private meter = 0;

  constructor(private readonly module: () => EmscriptenModule | null) {}

  place(status: number, scratch: number, size: number, meter: number): void {
    this.status = status;
    this.scratch = scratch;
    this.size = size;
    this.meter = meter;
  }

  /** How the result that Python gets next is to be read (the constants of core.py). */
  setStatus(kind: number): void {
    const module = this.module();
    if (module) module.HEAP32[this.status >> 2] = kind;
  }

  /** Lay bytes where Python reads them; false when they are too many. */
  put(bytes: Uint8Array): boolean {
    const module = this.module();
    if (!module || bytes.length > this.size) return false;
    module.HEAPU8.set(bytes, this.scratch);
    return true;
  }

  /** Microseconds of CPU that the running stack has used and not been charged for. */
  uncharged(): number {
    const module = this.module();
    return module && this.meter ? Math.floor((module.HEAPF64[this.meter >> 3] ?? 0) / 1000) : 0;
  }
}
