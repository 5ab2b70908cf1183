/** What the widget can show of a lesson; in its address, `panels=` with commas between. */
export const EMBED_PANELS = ['stage', 'counts', 'code', 'caption', 'timeline'] as const;
export type EmbedPanel = (typeof EMBED_PANELS)[number];

/** What it shows when nobody chose: on its wide shape, and on its narrow one. */
export const WIDE_PANELS: readonly EmbedPanel[] = ['stage', 'counts', 'code'];
export const NARROW_PANELS: readonly EmbedPanel[] = ['stage', 'counts', 'timeline', 'code'];

/** Whether the wide shape has its column at the side: numbers, or the way to the code and back. */
export const hasSide = (panels: readonly EmbedPanel[]): boolean =>
  panels.includes('counts') || (panels.includes('stage') && panels.includes('code'));

/** Null where nothing is named that is known: the widget then shows what it usually does. */
export function readPanels(text: string | null): readonly EmbedPanel[] | null {
  const names = (text ?? '').split(',');
  const chosen = EMBED_PANELS.filter((panel) => names.includes(panel));
  // Numbers and lanes of nothing to look at would be a riddle.
  return chosen.includes('stage') || chosen.includes('code') ? chosen : null;
}
