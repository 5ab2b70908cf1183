import { describe, expect, it } from 'vitest';
import { readFromHost } from './host.ts';
import { readParams } from './params.ts';

describe('the widget', () => {
  it('hears its host, and nobody else', () => {
    const from = { source: 'gateway-diner-host', v: 1 };
    expect(readFromHost({ ...from, type: 'play' })).toEqual({ type: 'play' });
    expect(readFromHost({ ...from, type: 'seek', at: 5 })).toEqual({ type: 'seek', at: 5 });
    for (const data of [
      null,
      'play',
      1,
      [],
      { type: 'play' },
      { ...from, v: 2, type: 'play' },
      { ...from, type: 'eval' },
      { ...from, type: 'play', at: 5 },
      { ...from, type: 'seek', at: 'x' },
      { ...from, type: 'seek', at: Number.NaN },
    ])
      expect(readFromHost(data)).toBeNull();
  });
  it('takes from its address what it understands', () => {
    expect(readParams('?lesson=a&step=3&skin=server&lang=zh-TW&theme=dark&autoplay=1&panels=code,stage,x')).toEqual({
      lesson: 'a',
      step: 3,
      skin: 'server',
      locale: 'zh-TW',
      theme: 'dark',
      autoplay: true,
      panels: ['stage', 'code'],
    });
    expect(readParams('?step=-1&skin=x&lang=de&autoplay=yes&panels=counts')).toEqual({
      lesson: '',
      step: 1,
      skin: null,
      locale: null,
      theme: null,
      autoplay: false,
      panels: null,
    });
  });
});
