import { PANELS, type Panel } from './limits.ts';

/** How large a panel may become, in CSS pixels. The page caps both ends by the window, too. */
export const PANEL_SIZES: Readonly<
  Record<Panel, { readonly least: number; readonly usual: number; readonly most: number }>
> = {
  lesson: { least: 240, usual: 328, most: 560 },
  code: { least: 260, usual: 348, most: 900 },
  dock: { least: 110, usual: 216, most: 600 },
};

export interface PanelState {
  readonly sizes: Readonly<Partial<Record<Panel, number>>>;
  readonly folded: readonly Panel[];
}

const USUAL: PanelState = { sizes: {}, folded: [] };

const within = (panel: Panel, px: number): number =>
  Math.round(Math.min(Math.max(px, PANEL_SIZES[panel].least), PANEL_SIZES[panel].most));

export function withSize(state: PanelState, panel: Panel, px: number | null): PanelState {
  const sizes = { ...state.sizes };
  if (px === null) delete sizes[panel];
  else sizes[panel] = within(panel, px);
  return { ...state, sizes };
}

/** `lesson=300 code=420 -dock`: sizes, and a minus for what is folded. Whatever else is there is passed over. */
export function parsePanels(text: string | null): PanelState {
  let state = USUAL;
  for (const word of (text ?? '').slice(0, 200).split(' ')) {
    const panel = PANELS.find((one) => word.replace(/^-|=.*$/g, '') === one);
    if (panel === undefined) continue;
    const px = /=(\d{1,4})$/.exec(word)?.[1];
    if (px !== undefined) state = withSize(state, panel, Number(px));
    else if (word.startsWith('-') && !state.folded.includes(panel))
      state = { ...state, folded: [...state.folded, panel] };
  }
  return state;
}

export function formatPanels({ sizes, folded }: PanelState): string {
  return [
    ...PANELS.flatMap((panel) => (sizes[panel] === undefined ? [] : [`${panel}=${sizes[panel]}`])),
    ...folded.map((panel) => `-${panel}`),
  ].join(' ');
}
