import { CODE_WORDS, type CodeWords } from '../../i18n/code.ts';
import { useLocale } from '../messages.ts';

export const useCodeWords = (): CodeWords => CODE_WORDS[useLocale()];
