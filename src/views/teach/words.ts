import { CLASS_WORDS, type ClassWords } from '../../i18n/class.ts';
import { useLocale } from '../messages.ts';

export const useClassWords = (): ClassWords => CLASS_WORDS[useLocale()];
