import { create } from 'zustand';

/** What the learner points at. Numbers are those of the current run; a new run keeps them, since seeds keep their meaning. */
export interface SelectionState {
  readonly req: number | null;
  readonly pid: number | null;
  /** The request whose journey is open. */
  readonly inspected: number | null;
  /** A place in a file that should be looked at; `nonce` makes the same place twice a new wish. */
  readonly reveal: { readonly file: string; readonly line: number; readonly nonce: number } | null;
  readonly selectRequest: (req: number | null) => void;
  readonly selectWorker: (pid: number | null) => void;
  readonly inspect: (req: number | null) => void;
  readonly showLine: (file: string, line: number) => void;
}

export const useSelection = create<SelectionState>()((set, get) => ({
  req: null,
  pid: null,
  inspected: null,
  reveal: null,
  selectRequest: (req) => set({ req }),
  selectWorker: (pid) => set({ pid }),
  inspect: (inspected) => set(inspected === null ? { inspected } : { inspected, req: inspected }),
  showLine: (file, line) => set({ reveal: { file, line, nonce: (get().reveal?.nonce ?? 0) + 1 } }),
}));
