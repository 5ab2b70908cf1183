/** Brace expansion of one `{…}` (bash(1), Brace Expansion): its alternatives, or null when it is none. */
export function alternatives(text: string): string[] | null {
  const inner = text.slice(1, -1);
  const range =
    /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(inner) ?? /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(inner);
  if (range) return sequence(range[1] as string, range[2] as string, Number(range[3] ?? 1));
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < inner.length; i++) {
    const char = inner[i];
    if (char === '\\') i++;
    else if (char === '{') depth++;
    else if (char === '}') depth--;
    else if (char === ',' && depth === 0) {
      parts.push(inner.slice(from, i));
      from = i + 1;
    }
  }
  return parts.length === 0 ? null : [...parts, inner.slice(from)];
}

function sequence(first: string, last: string, given: number): string[] {
  const letters = /[A-Za-z]/.test(first);
  const [a, z] = letters ? [first.charCodeAt(0), last.charCodeAt(0)] : [Number(first), Number(last)];
  const step = Math.max(1, Math.abs(given));
  const width = [first, last].some((t) => /^-?0\d/.test(t)) ? Math.max(first.length, last.length) : 0;
  const count = Math.min(100_000, Math.floor(Math.abs(z - a) / step) + 1);
  return Array.from({ length: count }, (_, i) => {
    const n = a + (z < a ? -1 : 1) * step * i;
    if (letters) return String.fromCharCode(n);
    return n < 0 ? `-${String(-n).padStart(width - 1, '0')}` : String(n).padStart(width, '0');
  });
}
