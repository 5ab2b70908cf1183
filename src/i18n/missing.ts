/** Words of the page that stands where something could not be fetched although there is a network. */
import type { Locale } from './index.ts';

export const MISSING: Readonly<Record<Locale, string>> = {
  en: 'There is a network, but the file is not where it was: the site may have a new version. Reload in a moment.',
  'zh-TW': '網路是通的，檔案卻不在原來的地方，多半是網站換了新版。稍等一下，再重新載入。',
};
