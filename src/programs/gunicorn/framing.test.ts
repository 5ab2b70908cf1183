import { expect, it } from 'vitest';
import { bodyOf } from './framing.ts';

const CL = (value: string): [string, string] => ['CONTENT-LENGTH', value];
const TE = (value: string): [string, string] => ['TRANSFER-ENCODING', value];
const wrong = (header: string | null, coding = ''): object => ({ ok: false, header, coding });

it.each<[string, readonly [string, string][], object]>([
  ['none', [], { ok: true, body: 0, close: false }],
  ['a length', [CL('12')], { ok: true, body: 12, close: false }],
  ['no number', [CL('1_0')], wrong('CONTENT-LENGTH')],
  ['two lengths', [CL('1'), CL('1')], wrong('CONTENT-LENGTH')],
  ['chunked', [TE('Chunked')], { ok: true, body: 'chunked', close: false }],
  ['a length beside it', [CL('1'), TE('chunked')], wrong('CONTENT-LENGTH')],
  ['a coding before it', [TE('gzip, chunked')], { ok: true, body: 'chunked', close: true }],
  ['a coding behind it', [TE('chunked, identity')], wrong('TRANSFER-ENCODING')],
  ['chunked twice', [TE('chunked'), TE('chunked')], wrong('TRANSFER-ENCODING')],
  ['an unknown coding', [TE('zip, chunked')], wrong(null, 'zip, chunked')],
  ['an empty list', [TE('')], wrong(null)],
])('the body of a request with %s', (_, headers, expected) => {
  expect(bodyOf(headers, [1, 1])).toEqual(expected);
});

it('does not take chunks from HTTP/1.0', () => {
  expect(bodyOf([TE('chunked')], [1, 0])).toEqual(wrong('TRANSFER-ENCODING'));
});
