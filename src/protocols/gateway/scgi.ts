/** SCGI (python.ca/scgi/protocol.txt): a netstring of names and values, each ended by a zero byte, then the body. */
import { concat, latin1, type Bytes } from '../../base/bytes.ts';
import { Portions, type Params } from './params.ts';

const TOO_LONG = 1_000_000;

/** CONTENT_LENGTH has to come first, and SCGI has to be 1. */
export function scgiRequest(params: Params, length: number): Bytes {
  const rest = params.filter(([name]) => name !== 'CONTENT_LENGTH' && name !== 'SCGI');
  const all = [['CONTENT_LENGTH', String(length)], ['SCGI', '1'], ...rest];
  const text = all.map(([name = '', value = '']) => `${name}\0${value}\0`).join('');
  return concat([latin1(`${text.length}:${text},`)]);
}

export type ScgiResult =
  | { readonly type: 'more' }
  | { readonly type: 'request'; readonly params: Params; readonly rest: Bytes }
  | { readonly type: 'fault' };

export class ScgiReader {
  private readonly input = new Portions();

  feed(bytes: Bytes): ScgiResult {
    const { input } = this;
    input.add(bytes);
    const text = input.text();
    const length = /^(\d{1,7}):/.exec(text);
    if (length === null) return /^\d{0,7}$/.test(text) ? { type: 'more' } : { type: 'fault' };
    const size = Number(length[1]);
    if (size > TOO_LONG) return { type: 'fault' };
    const begin = length[0].length;
    if (text.length < begin + size + 1) return { type: 'more' };
    if (text[begin + size] !== ',') return { type: 'fault' };
    const words = text.slice(begin, begin + size).split('\0');
    const params: [string, string][] = [];
    for (let i = 0; i + 1 < words.length; i += 2) params.push([words[i] ?? '', words[i + 1] ?? '']);
    input.take(begin + size + 1);
    return { type: 'request', params, rest: input.rest() };
  }
}
