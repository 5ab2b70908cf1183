import { create } from 'zustand';
import type { LinkError } from '../store/url.ts';

interface LinkState {
  readonly error: LinkError | null;
  readonly set: (error: LinkError | null) => void;
}

/** What is wrong with the link that the page was opened by. */
export const useLinkError = create<LinkState>()((set) => ({ error: null, set: (error) => set({ error }) }));
