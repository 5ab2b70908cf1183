import { create } from 'zustand';
import type { Locale } from '../i18n/index.ts';
import type { Panel } from './limits.ts';
import { formatPanels, parsePanels, withSize, type PanelState } from './panels.ts';
import { openKeep, type Keep } from './storage.ts';

export type Theme = 'light' | 'dark';
export type Skin = 'diner' | 'server';
export type DockTab = 'terminal' | 'logs' | 'requests' | 'metrics';
export type Place = 'lesson' | 'stage' | 'code' | 'terminal';

export interface SettingsState {
  readonly locale: Locale;
  readonly theme: Theme;
  readonly skin: Skin;
  readonly dockTab: DockTab;
  /** Which of the phone's places, and which side of the tablet's switch, is in front. */
  readonly place: Place;
  /** How large the panels beside the stage are, and which are folded away. */
  readonly panels: PanelState;
  /** Whether single letters and digits are keys of the page. */
  readonly letterKeys: boolean;
  readonly setLocale: (locale: Locale) => void;
  readonly setTheme: (theme: Theme) => void;
  readonly setSkin: (skin: Skin) => void;
  readonly setDockTab: (tab: DockTab) => void;
  readonly setPlace: (place: Place) => void;
  /** CSS pixels; null: as the layout has it. */
  readonly size: (panel: Panel, px: number | null) => void;
  readonly fold: (panel: Panel) => void;
  readonly setLetterKeys: (on: boolean) => void;
}

const SKINS: readonly string[] = ['diner', 'server'] satisfies Skin[];
const isSkin = (text: unknown): text is Skin => SKINS.includes(text as string);
const isTheme = (text: unknown): text is Theme => text === 'light' || text === 'dark';

/** A widget in somebody else's page keeps nothing: what is typed there must not overwrite what the site has kept. */
const embedded = typeof document !== 'undefined' && 'embed' in document.documentElement.dataset;

export const keep: Keep = embedded ? openKeep(null) : openKeep();

/** What was kept wins over what the caller wishes, which wins over the defaults. */
export function createSettings(wish: Partial<Pick<SettingsState, 'locale' | 'theme' | 'skin'>>, store: Keep) {
  const theme = store.get('theme');
  const skin = store.get('skin');
  const locale = store.get('locale');
  return create<SettingsState>()((set, get) => ({
    locale: locale === 'en' || locale === 'zh-TW' ? locale : (wish.locale ?? 'en'),
    theme: isTheme(theme) ? theme : (wish.theme ?? 'light'),
    skin: isSkin(skin) ? skin : (wish.skin ?? 'diner'),
    dockTab: 'requests',
    place: 'lesson',
    panels: parsePanels(store.get('panels')),
    letterKeys: store.get('letter-keys') !== 'off',
    setLocale: (next) => {
      store.set('locale', next);
      set({ locale: next });
    },
    setTheme: (next) => {
      store.set('theme', next);
      set({ theme: next });
    },
    setSkin: (next) => {
      store.set('skin', next);
      set({ skin: next });
    },
    setDockTab: (dockTab) => set({ dockTab }),
    setPlace: (place) => set({ place }),
    size: (panel, px) => {
      const panels = withSize(get().panels, panel, px);
      store.set('panels', formatPanels(panels));
      set({ panels });
    },
    fold: (panel) => {
      const { panels } = get();
      const folded = panels.folded.includes(panel)
        ? panels.folded.filter((one) => one !== panel)
        : [...panels.folded, panel];
      const next = { ...panels, folded };
      store.set('panels', formatPanels(next));
      set({ panels: next });
    },
    setLetterKeys: (letterKeys) => {
      store.set('letter-keys', letterKeys ? 'on' : 'off');
      set({ letterKeys });
    },
  }));
}

export const useSettings = createSettings({}, keep);
