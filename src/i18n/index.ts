import type { en } from './en.ts';

/** Every word of the interface. `en` is the measure, `zh-TW` must satisfy it: a missing key or argument does not compile. */
export type Messages = typeof en;

export const LOCALES = ['en', 'zh-TW'] as const;
export type Locale = (typeof LOCALES)[number];

/** The catalogue of one language; each is a chunk of its own, so that nobody downloads the other. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  switch (locale) {
    case 'en':
      return (await import('./en.ts')).en;
    case 'zh-TW':
      return (await import('./zh-TW.ts')).zhTW;
  }
}

/** Which of our languages fits a list of BCP 47 tags best: any Chinese reads zh-TW here, all others English. */
export function pickLocale(tags: readonly string[]): Locale {
  for (const tag of tags) {
    const language = tag.toLowerCase().split('-')[0];
    if (language === 'zh') return 'zh-TW';
    if (language === 'en') return 'en';
  }
  return 'en';
}

export const isLocale = (text: unknown): text is Locale => LOCALES.some((locale) => locale === text);
