import { keepSnapshot, keptSnapshot, loadPython, loadWorkerText } from './assets.ts';
import { type PythonBytes, type PythonFile, PYTHON_FILES, PYTHON_SIZES } from './python-files.ts';

/** One file on its way, bytes. */
export interface Download {
  readonly name: string;
  readonly done: number;
  readonly total: number;
}

/**
 * What every new worker needs to have Python: its files, fetched once, and the snapshot that the first worker made, in
 * this visit or in an earlier one.
 */
export class PythonSupply {
  /** Memory of an interpreter that has just started; null while there is none. */
  snapshot: Blob | null = null;
  private recalled = false;
  private files: Promise<PythonBytes> | null = null;
  private runtime: Promise<string> | null = null;
  /** The text of the runtime: a snapshot goes with it, as it goes with the worker's. */
  private runtimeText = '';
  private readonly progress = new Map<PythonFile, Download>();

  constructor(
    private readonly base: string,
    private readonly runtimeUrl: string,
    private readonly moved: () => void,
  ) {}

  /** All files, once they have been asked for, so that what is still to come is known from the first byte on. */
  get downloads(): readonly Download[] {
    return [...this.progress.values()];
  }

  /** Fetches what is missing; after a failure the next call tries again. */
  async load(): Promise<PythonBytes> {
    try {
      return await (this.files ??= this.fetch());
    } catch (error) {
      this.files = null;
      throw error;
    }
  }

  /** The `.py` runtime, as JSON: text by path. */
  async loadRuntime(): Promise<string> {
    try {
      return (this.runtimeText = await (this.runtime ??= loadWorkerText(this.runtimeUrl)));
    } catch (error) {
      this.runtime = null;
      throw error;
    }
  }

  /** Look, once, for the snapshot of an earlier visit with the same worker and runtime. */
  async recall(workerText: string): Promise<void> {
    if (this.recalled) return;
    const runtime = await this.loadRuntime();
    this.recalled = true;
    this.snapshot ??= await keptSnapshot(this.base, workerText + runtime);
  }

  keep(workerText: string, snapshot: Blob): void {
    this.snapshot = snapshot;
    void keepSnapshot(this.base, workerText + this.runtimeText, snapshot);
  }

  /** The snapshot is no good: begin the plain way. */
  discard(workerText: string): void {
    this.snapshot = null;
    void keepSnapshot(this.base, workerText + this.runtimeText, null);
  }

  private fetch(): Promise<PythonBytes> {
    for (const name of PYTHON_FILES) this.progress.set(name, { name, done: 0, total: PYTHON_SIZES[name] });
    return loadPython(this.base, ({ file, loaded, total }) => {
      this.progress.set(file, { name: file, done: loaded, total });
      this.moved();
    });
  }
}
