import { BUILD_WORDS, type BuildWords } from '../../i18n/build.ts';
import { useLocale } from '../messages.ts';

export const useBuildWords = (): BuildWords => BUILD_WORDS[useLocale()];
