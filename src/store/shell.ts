import { create } from 'zustand';

/** What lies over the page or replaces it, and is not part of the address. */
export interface ShellState {
  /** The page as a projector shows it. */
  readonly presenting: boolean;
  /** While presenting: nothing on the screen, so that the room looks at who speaks. */
  readonly black: boolean;
  /** While presenting: the whole file instead of the lines that run. */
  readonly wholeFile: boolean;
  /** The sheet of all keys. */
  readonly sheet: boolean;
  readonly present: (on: boolean) => void;
  readonly toggleBlack: () => void;
  readonly toggleFile: () => void;
  readonly showSheet: (open: boolean) => void;
}

export const useShell = create<ShellState>()((set, get) => ({
  presenting: false,
  black: false,
  wholeFile: false,
  sheet: false,
  present: (presenting) => set({ presenting, black: false, wholeFile: false }),
  toggleBlack: () => set({ black: !get().black }),
  toggleFile: () => set({ wholeFile: !get().wholeFile }),
  showSheet: (sheet) => set({ sheet }),
}));
