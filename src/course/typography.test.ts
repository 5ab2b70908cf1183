import { describe, expect, it } from 'vitest';
import { typographyFaults } from './typography.ts';

const zh = (text: string): readonly string[] => typographyFaults(text, 'zh-TW').map((fault) => fault.rule);
const en = (text: string): readonly string[] => typographyFaults(text, 'en').map((fault) => fault.rule);

describe('typography', () => {
  it('is content with good Taiwanese Mandarin', () => {
    expect(zh('在 `environ["A"]` 裡，**本文**（如果有的話）就是:wait[隊伍]。')).toEqual([]);
    expect(zh('- `one-parameter` 用**兩個**引數呼叫 Gunicorn：`environ`。')).toEqual([]);
    expect(zh('```python\n# 進程, 線程\n```')).toEqual([]);
  });

  it.each([
    ['你好,世界', 'full-width punctuation between Han characters'],
    ['你好.', '。 after a Han character'],
    ['一個(行程)', '（） around Han characters'],
    ['他說"好"', '「」 as quotation marks'],
    ['用戶端 ，好', 'no space before full-width punctuation'],
    ['一個worker', 'a space between Han and Latin'],
    ['一個進程', 'Taiwan says 行程'],
    ['默認值', 'Taiwan says 預設'],
    ['这樣', 'traditional characters'],
    ['一張訂單', 'here it is called 點單'],
  ])('marks %s', (text, rule) => expect(zh(text)).toContain(rule));

  it('marks what slips into English', () => {
    expect(en('The server，then')).toContain('half-width punctuation');
    expect(en('It is the the server')).toContain('a word twice');
    expect(en('Wait - then go')).toHaveLength(1);
    expect(en("It is gunicorn's")).toEqual(['’ as apostrophe', 'Gunicorn and Nginx are names']);
    expect(en('Try `"漢堡"` and ```x``` at `10 - 3`.')).toEqual([]);
  });
});
