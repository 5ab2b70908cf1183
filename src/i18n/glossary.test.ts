import { expect, it } from 'vitest';
import { GLOSSARY } from './glossary.ts';

it('says every term in both languages, once', () => {
  const short = GLOSSARY.filter(
    (term) =>
      [term.en, term.zh, term.means.en, term.means.zh].some((text) => text.length < 2) ||
      (term.diner !== null && term.diner.zh.length < 2),
  );
  expect(short.map((term) => term.en)).toEqual([]);
  expect(new Set(GLOSSARY.map((term) => term.en)).size).toBe(GLOSSARY.length);
  expect(GLOSSARY.length).toBeGreaterThan(60);
});

it('uses the words of Taiwan', () => {
  const text = GLOSSARY.map((term) => [term.zh, term.means.zh, term.diner?.zh ?? ''].join()).join();
  expect(text.match(/服务|進程|线程|線程|文件|默認|信息|端口|服務器|緩存|並發|異步|字節|網絡|程序(?!$)/g)).toBeNull();
});
