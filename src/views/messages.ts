import { createContext, use } from 'react';
import type { Locale, Messages } from '../i18n/index.ts';

export interface Words {
  readonly locale: Locale;
  readonly messages: Messages;
}

/** The catalogue in use. Pages mount nothing before it is there. */
export const WordsContext = createContext<Words | null>(null);

function useWords(): Words {
  const words = use(WordsContext);
  if (words === null) throw new Error('no catalogue around this view');
  return words;
}

export const useMessages = (): Messages => useWords().messages;
export const useLocale = (): Locale => useWords().locale;
