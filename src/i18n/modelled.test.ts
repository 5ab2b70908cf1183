import { expect, it } from 'vitest';
import { MODELLED, TRUTH_GROUPS } from './modelled.ts';

it('says of everything what it is, once, in both languages', () => {
  expect(new Set(MODELLED.map(({ name }) => name.en)).size).toBe(MODELLED.length);
  expect(MODELLED.filter(({ name, says }) => name.zh === '' || says.en.length < 20 || says.zh.length < 8)).toEqual([]);
  expect(new Set(MODELLED.map(({ group }) => group))).toEqual(new Set(TRUTH_GROUPS));
});

it('hides nothing: every group has what is less than the world', () => {
  const less = new Set(MODELLED.filter(({ is }) => is !== 'real' && is !== 'modelled').map(({ group }) => group));
  expect([...less].sort()).toEqual([...TRUTH_GROUPS].sort());
});

it('uses the words of Taiwan', () => {
  const text = MODELLED.map(({ name, says }) => name.zh + says.zh).join();
  expect(
    text.match(/服务|進程|线程|線程|默認|信息|端口|服務器|緩存|並發|異步|字節|網絡|信號|內存|用戶(?!端)/g),
  ).toBeNull();
});
