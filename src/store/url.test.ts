import { deflateSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { applyPatch, checksum, makePatch } from './patch.ts';
import { formatRoute, parseRoute } from './route.ts';
import { fromBase64Url, toBase64Url } from '../base/base64url.ts';
import { decodeState, encodeState, MAX_INFLATED, type SharedState } from './url.ts';

const wrap = (json: string | Uint8Array, version = 1): string => {
  const packed = deflateSync(typeof json === 'string' ? utf8(json) : json);
  return toBase64Url(new Uint8Array([version, ...packed]));
};
const text = fc
  .array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 12 })
  .map((lines) => lines.join('\n'));
const fileName = fc.constantFrom('/srv/app.py', '/etc/nginx/nginx.conf', '/srv/冰箱/a.txt');

describe('patches', () => {
  it('restore any text from any start', () => {
    fc.assert(
      fc.property(text, text, (start, wanted) => {
        expect(applyPatch(start, makePatch('/a', start, wanted))).toBe(wanted);
      }),
    );
    fc.assert(
      fc.property(text, (wanted) => {
        expect(applyPatch(null, makePatch('/a', null, wanted))).toBe(wanted);
      }),
    );
  });
  it('are small for small changes', () => {
    const start = Array.from({ length: 200 }, (_, i) => `line ${i}`).join('\n');
    const patch = makePatch('/a', start, start.replace('line 40\n', 'line forty\n').replace('line 150\n', ''));
    expect(patch.hunks).toEqual([
      [40, 1, ['line forty']],
      [109, 1, []],
    ]);
  });
  it('refuse a start that is not theirs, and hunks that reach beyond it', () => {
    expect(applyPatch('b', makePatch('/a', 'a', 'c'))).toBeNull();
    expect(applyPatch('a', { path: '/a', base: checksum('a'), hunks: [[5, 1, []]] })).toBeNull();
  });
});

describe('share links', () => {
  it('bring back what was put in', () => {
    const state = fc.record(
      {
        files: fc.uniqueArray(fc.tuple(fileName, text, text), { selector: ([path]) => path, maxLength: 3 }),
        flags: fc.dictionary(
          fc.constantFrom('workers', 'timeout', 'preload'),
          fc.oneof(fc.boolean(), fc.integer(), fc.string()),
        ),
        traffic: fc.array(fc.record({ kind: fc.constant('burst'), n: fc.nat() }), { maxLength: 3 }),
        seed: fc.nat({ max: 0xffffffff }),
        language: fc.constantFrom('en' as const, 'zh-TW' as const),
        at: fc.nat(),
      },
      { requiredKeys: ['files', 'flags'] },
    );
    fc.assert(
      fc.property(state, ({ files, ...rest }): void => {
        const shared: SharedState = {
          ...rest,
          files: files.map(([path, a, b]) => makePatch(path, a, b)),
        } as SharedState;
        expect(decodeState(encodeState(shared))).toEqual({ ok: true, value: shared });
      }),
    );
  });

  it('never throw, whatever they carry', () => {
    fc.assert(
      fc.property(fc.string(), (payload) => {
        expect(decodeState(payload).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeState(toBase64Url(new Uint8Array([1, ...bytes]))).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(decodeState(wrap(json)).ok).toBe(json === '{"f":[]}');
      }),
    );
  });

  it('say what is wrong', () => {
    const good = encodeState({ files: [makePatch('/srv/app.py', 'a', 'b')], flags: {}, seed: 7 });
    const kind = (payload: string): unknown => {
      const result = decodeState(payload);
      return result.ok ? 'fine' : result.error;
    };
    expect(kind(good)).toBe('fine');
    expect(kind('')).toBe('empty');
    expect(kind('not base64!')).toBe('alphabet');
    expect(kind(wrap('{"f":[]}', 2))).toBe('version');
    expect(kind(good.slice(0, -8))).toBe('corrupt');
    expect(kind(wrap('{'))).toBe('corrupt');
    expect(kind(wrap(new Uint8Array(MAX_INFLATED + 1)))).toBe('too-big');
    expect(kind('A'.repeat(200_000))).toBe('too-big');
    for (const json of [
      '[]',
      '{"f":[],"x":1}',
      '{"f":[["/etc/../etc/passwd",null,[]]]}',
      '{"f":[["relative",null,[]]]}',
      '{"f":[["/a\\u0000",null,[]]]}',
      '{"f":[["/a",null,[]],["/a",null,[]]]}',
      '{"f":[["/a",null,[[-1,0,[]]]]]}',
      '{"f":[],"g":{"Nope nope":1}}',
      '{"f":[],"g":{"a":{}}}',
      '{"f":[],"n":"de"}',
      '{"f":[],"t":[{"__proto__":{"x":1}}]}',
      '{"f":[],"s":1.5}',
    ])
      expect([json, kind(wrap(json))]).toEqual([json, 'shape']);
    expect(decodeState(wrap('{"f":[],"g":{"__proto__":{"x":1}}}'))).toEqual({
      ok: true,
      value: { files: [], flags: {} },
    });
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it('keep base64url strict', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect([...(fromBase64Url(toBase64Url(bytes)) ?? [])]).toEqual([...bytes]);
      }),
    );
    expect(fromBase64Url('A')).toBeNull();
    expect(fromBase64Url('AB')).toBeNull();
    expect(fromBase64Url('AA=')).toBeNull();
  });

  it('routes', () => {
    expect(parseRoute('#/one/2~abc~d')).toEqual({ lesson: 'one', step: 2, payload: 'abc~d' });
    expect(parseRoute('')).toEqual({ lesson: null, step: 1, payload: null });
    expect(parseRoute('#/<script>/0')).toEqual({ lesson: null, step: 1, payload: null });
    for (const route of ['#/', '#/one', '#/one/3', '#/one/1~x']) expect(formatRoute(parseRoute(route))).toBe(route);
  });
});
