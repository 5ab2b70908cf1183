import { create } from 'zustand';

/** What the page wants to be typed into the terminal: commands that the prose offers. The terminal takes and clears it. */
export interface TerminalState {
  readonly wish: string;
  readonly type: (command: string) => void;
  readonly take: () => string;
}

export const useTerminal = create<TerminalState>()((set, get) => ({
  wish: '',
  type: (command) => set({ wish: get().wish + command }),
  take: () => {
    const { wish } = get();
    if (wish !== '') set({ wish: '' });
    return wish;
  },
}));
