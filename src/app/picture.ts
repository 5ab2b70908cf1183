import { create } from 'zustand';
import type { StagePane } from '../views/stagefeed/StagePane.tsx';

/** The stage's painter: a third of what a lesson's first picture takes, and nothing that the menu's words wait for. */
export const usePicture = create<{ readonly Pane: typeof StagePane | null }>()(() => ({ Pane: null }));

/** @throws {TypeError} when there is no network to fetch it by */
export async function loadPicture(): Promise<void> {
  if (usePicture.getState().Pane !== null) return;
  const { StagePane } = await import('../views/stagefeed/StagePane.tsx');
  usePicture.setState({ Pane: StagePane });
}
