import { archiveName, type Listed, listedWithRequired, readList } from '../python/shelf.ts';
import { fetchFile } from './assets.ts';
import type { ToWorker } from './protocol.ts';
import { PACKAGES_PATH } from './python-files.ts';

/** A worker, as far as it is given packages. */
interface Taker {
  readonly send: (message: ToWorker) => void;
}

/** The names in a scenario's `packages`; what is no scenario has none. */
export function packagesOf(scenario: unknown): string[] {
  const packages: unknown =
    typeof scenario === 'object' && scenario !== null && 'packages' in scenario ? scenario.packages : null;
  return Array.isArray(packages) ? packages.filter((name) => typeof name === 'string') : [];
}

/**
 * Python packages (Flask, Django …) for the sandbox: fetched when a run first names them, or lives at a terminal where
 * somebody may install them. A build without any has an empty list. What cannot be fetched is simply not there: the run
 * says what it lacks.
 */
export class PackageSupply {
  private list: Promise<{ readonly text: string; readonly listed: readonly Listed[] }> | null = null;
  private listText = '';
  private readonly archives = new Map<string, ArrayBuffer>();
  private readonly settled = new Set<string>();
  /** How many archives each worker has. */
  private readonly given = new WeakMap<Taker, number>();
  private offered = false;

  constructor(private readonly base: string) {}

  /** Resolves, and never rejects, when these packages are at hand or cannot be had; null where nothing is to be waited for. */
  load(names: readonly string[]): Promise<void> | null {
    return names.every((name) => this.settled.has(name)) ? null : this.fetchAll(names);
  }

  /** Tell a worker of everything at hand, unless it knows. */
  stock(worker: Taker): void {
    const { size } = this.archives;
    if (size === 0 || this.given.get(worker) === size) return;
    this.given.set(worker, size);
    worker.send({ kind: 'packages', list: this.listText, archives: Object.fromEntries(this.archives) });
  }

  /** For somebody at a terminal: everything there is, in its own time. */
  offer(worker: () => Taker | null): void {
    if (this.offered) return;
    this.offered = true;
    void this.fetchAll(null).then(() => {
      const taker = worker();
      if (taker) this.stock(taker);
    });
  }

  private async fetchAll(names: readonly string[] | null): Promise<void> {
    const { text, listed } = await (this.list ??= this.fetchList());
    this.listText = text;
    const wanted = names === null ? listed : listedWithRequired(listed, names);
    await Promise.all(wanted.map((one) => this.fetchOne(one)));
    for (const name of names ?? []) this.settled.add(name);
  }

  private async fetchList(): Promise<{ text: string; listed: Listed[] }> {
    try {
      const response = await fetch(this.address('index.json'), { credentials: 'omit' });
      const text = response.ok ? await response.text() : '';
      return { text, listed: readList(text) };
    } catch {
      this.list = null;
      return { text: '', listed: [] };
    }
  }

  private async fetchOne(listed: Listed): Promise<void> {
    const file = archiveName(listed);
    if (this.archives.has(file)) return;
    const blob = await fetchFile(this.address(file), file, listed.bytes, () => undefined).catch(() => null);
    if (blob) this.archives.set(file, await blob.arrayBuffer());
  }

  private address(file: string): string {
    return new URL(`${PACKAGES_PATH}/${file}`, this.base).href;
  }
}
