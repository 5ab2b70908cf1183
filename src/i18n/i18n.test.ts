import { describe, expect, it } from 'vitest';
import { ONE_WORD } from '../course/typography.ts';
import { BRING_WORDS } from './bring.ts';
import { BUILD_WORDS } from './build.ts';
import { CLASS_WORDS } from './class.ts';
import { CODE_WORDS } from './code.ts';
import { en } from './en.ts';
import { GLOSSARY } from './glossary.ts';
import { INSPECTOR_WORDS } from './inspector.ts';
import { isLocale, loadMessages, pickLocale } from './index.ts';
import { KEY_WORDS } from './keys.ts';
import { NUMBER_WORDS } from './numbers.ts';
import { REFERENCE_WORDS } from './reference.ts';
import { TRAFFIC_WORDS } from './traffic.ts';
import { zhTW } from './zh-TW.ts';

function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const say = value as (...args: unknown[]) => unknown;
    return [[path, String(say(2, 3, 'x'))]];
  }
  return Object.entries((value ?? {}) as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

/** Each catalogue in both languages. */
const PAIRS: readonly (readonly [english: unknown, taiwanese: unknown])[] = [
  [en, zhTW],
  [CODE_WORDS.en, CODE_WORDS['zh-TW']],
  [INSPECTOR_WORDS.en, INSPECTOR_WORDS['zh-TW']],
  [NUMBER_WORDS.en, NUMBER_WORDS['zh-TW']],
  [KEY_WORDS.en, KEY_WORDS['zh-TW']],
  [REFERENCE_WORDS.en, REFERENCE_WORDS['zh-TW']],
  [TRAFFIC_WORDS.en, TRAFFIC_WORDS['zh-TW']],
  [CLASS_WORDS.en, CLASS_WORDS['zh-TW']],
  [BUILD_WORDS.en, BUILD_WORDS['zh-TW']],
  [BRING_WORDS.en, BRING_WORDS['zh-TW']],
];

describe('catalogues', () => {
  it.each(PAIRS)('have the same keys, and no sentence is empty or shows a hole', (english, taiwanese) => {
    const [a, b] = [leaves(english), leaves(taiwanese)];
    expect(b.map(([key]) => key)).toEqual(a.map(([key]) => key));
    for (const [key, text] of [...a, ...b])
      expect([key, text.trim(), text.includes('undefined')]).toEqual([key, text, false]);
  });

  it.each(PAIRS)('Taiwanese words, full-width punctuation', (_, taiwanese) => {
    const wrong = /進程|線程|並發|異步|服務器|程序|文件夾|默認|視頻|網絡|數據庫|信息|字節|緩存|用戶端口|調用/;
    for (const [key, text] of leaves(taiwanese)) {
      expect([key, wrong.exec(text)?.[0]]).toEqual([key, undefined]);
      expect([key, /[\u4e00-\u9fff][,;:!?]/.test(text)]).toEqual([key, false]);
    }
  });

  it('one word for one thing, the one that the lessons use', () => {
    const texts = [...PAIRS.map(([, taiwanese]) => taiwanese), GLOSSARY].flatMap((words) => leaves(words));
    for (const [pattern, say] of ONE_WORD)
      for (const [key, text] of texts)
        expect([key, say, new RegExp(pattern, 'u').exec(text)?.[0]]).toEqual([key, say, undefined]);
  });

  it('picks a language from a list of tags', () => {
    expect(pickLocale(['fr', 'zh-HK', 'en'])).toBe('zh-TW');
    expect(pickLocale(['de', 'en-GB', 'zh'])).toBe('en');
    expect(pickLocale([])).toBe('en');
    expect([isLocale('zh-TW'), isLocale('zh')]).toEqual([true, false]);
  });

  it('loads each as a chunk of its own', async () => {
    expect((await loadMessages('en')).brand).toBe('Gateway Diner');
    expect((await loadMessages('zh-TW')).brand).toBe('閘道食堂');
  });
});
