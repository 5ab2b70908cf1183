import { StrictMode, useLayoutEffect } from 'react';
import { createRoot } from 'react-dom/client';
import type { Locale, Messages } from '../i18n/index.ts';
import type { EmbedPanel } from '../store/embed-panels.ts';
import { WordsContext } from '../views/messages.ts';
import { Embed } from './Embed.tsx';

/** Ends the first picture in the very frame in which the widget takes its place. */
function Relay({ onMounted }: { readonly onMounted: () => void }) {
  useLayoutEffect(onMounted, [onMounted]);
  return null;
}

export interface Widget {
  readonly locale: Locale;
  readonly messages: Messages;
  readonly panels: readonly EmbedPanel[] | null;
  /** Called once, in the frame in which the widget stands. */
  readonly endPicture: () => void;
}

export function mountWidget(root: HTMLElement, { locale, messages, panels, endPicture }: Widget): void {
  const host = document.createElement('div');
  root.append(host);
  let ended = false;
  const once = (): void => {
    if (!ended) endPicture();
    ended = true;
  };
  createRoot(host).render(
    <StrictMode>
      <WordsContext value={{ locale, messages }}>
        <Embed panels={panels} />
        <Relay onMounted={once} />
      </WordsContext>
    </StrictMode>,
  );
}
