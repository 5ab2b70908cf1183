import { create } from 'zustand';

/** What can be opened in the inspector. */
export type Inspected =
  | { readonly kind: 'request'; readonly req: number }
  | { readonly kind: 'process'; readonly pid: number }
  | { readonly kind: 'connection'; readonly conn: number };

/** What the learner points at. Numbers are those of the current run; a new run keeps them, since seeds keep their meaning. */
export interface SelectionState {
  readonly req: number | null;
  readonly pid: number | null;
  /** What is open in the inspector, and what one came from, oldest first. */
  readonly inspected: Inspected | null;
  readonly trail: readonly Inspected[];
  /** A place in a file that should be looked at; `nonce` makes the same place twice a new wish. */
  readonly reveal: { readonly file: string; readonly line: number; readonly nonce: number } | null;
  readonly selectRequest: (req: number | null) => void;
  readonly selectWorker: (pid: number | null) => void;
  /** Opens the journey of a request; null closes the inspector. */
  readonly inspect: (req: number | null) => void;
  /** Opens anything; from an open inspector one can come back. */
  readonly examine: (what: Inspected) => void;
  /** From one request to its neighbour: the way back stays what it was. */
  readonly turnTo: (req: number) => void;
  readonly back: () => void;
  readonly showLine: (file: string, line: number) => void;
}

const MOST_BACK = 30;

export const useSelection = create<SelectionState>()((set, get) => ({
  req: null,
  pid: null,
  inspected: null,
  trail: [],
  reveal: null,
  selectRequest: (req) => set({ req }),
  selectWorker: (pid) => set({ pid }),
  inspect: (req) =>
    set(req === null ? { inspected: null, trail: [] } : { inspected: { kind: 'request', req }, trail: [], req }),
  examine: (what) => {
    const { inspected, trail } = get();
    const points = what.kind === 'request' ? { req: what.req } : what.kind === 'process' ? { pid: what.pid } : {};
    set({
      ...points,
      inspected: what,
      trail: inspected === null ? [] : [...trail, inspected].slice(-MOST_BACK),
    });
  },
  turnTo: (req) => set({ inspected: { kind: 'request', req }, req }),
  back: () => {
    const { trail } = get();
    set({ inspected: trail.at(-1) ?? null, trail: trail.slice(0, -1) });
  },
  showLine: (file, line) => set({ reveal: { file, line, nonce: (get().reveal?.nonce ?? 0) + 1 } }),
}));
