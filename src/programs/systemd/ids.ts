/** 128-bit ids as sd_id128 would give them, but derived from what they are for, so that a run repeats itself. */
export function idOf(what: string): string {
  let state = 2_166_136_261;
  for (const c of what) state = Math.imul(state ^ (c.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return Array.from({ length: 32 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 28).toString(16);
  }).join('');
}
