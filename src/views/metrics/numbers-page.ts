import { create } from 'zustand';

export type NumbersTab = 'run' | 'theory' | 'sweep';

/** The page of numbers outlives the run that it was opened on: a click in the sweep makes another one. */
export const useNumbersPage = create<{ readonly open: boolean; readonly tab: NumbersTab }>()(() => ({
  open: false,
  tab: 'run',
}));
