/** A Range header with one range of bytes (RFC 9110 section 14.2), for servers that know no more. */
export type Range = { readonly start: number; readonly end: number } | 'unsatisfiable' | null;

/** `end` is exclusive; null where the header is to be ignored: it is malformed, or names several ranges. */
export function singleRange(header: string | null, length: number): Range {
  const match = /^bytes=(\d*)-(\d*)$/.exec((header ?? '').trim());
  const [, from = '', to = ''] = match ?? [];
  if (from === '' && to === '') return null;
  if (from === '') return Number(to) === 0 ? 'unsatisfiable' : { start: Math.max(0, length - Number(to)), end: length };
  const start = Number(from);
  if (to !== '' && Number(to) < start) return null;
  if (start >= length) return 'unsatisfiable';
  return { start, end: to === '' ? length : Math.min(length, Number(to) + 1) };
}
