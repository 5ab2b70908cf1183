import { BRING_WORDS, type BringWords } from '../../i18n/bring.ts';
import { useLocale } from '../messages.ts';

export const useBringWords = (): BringWords => BRING_WORDS[useLocale()];
