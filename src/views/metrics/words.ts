import { NUMBER_WORDS, type NumberWords } from '../../i18n/numbers.ts';
import { useLocale } from '../messages.ts';

export const useNumberWords = (): NumberWords => NUMBER_WORDS[useLocale()];
