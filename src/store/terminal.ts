import { create } from 'zustand';

/** What the page wants to be typed into the terminal: commands that the prose offers. The terminal takes and clears it. */
export interface TerminalState {
  readonly wish: string;
  /** A file is being written on the machine: what changes in the page's editor meanwhile is the same, and no edit of its own. */
  readonly writing: boolean;
  readonly type: (command: string) => void;
  readonly take: () => string;
}

export const useTerminal = create<TerminalState>()((set, get) => ({
  wish: '',
  writing: false,
  // A command that waits without its Enter gives way to the next: the line is for one.
  type: (command) => set({ wish: get().wish.endsWith('\n') ? get().wish + command : command }),
  take: () => {
    const { wish } = get();
    if (wish !== '') set({ wish: '' });
    return wish;
  },
}));
