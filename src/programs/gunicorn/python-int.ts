/** `int(text, base)` for base 0 and 10 (Python library reference, "int"): null where Python raises ValueError. */
export function pythonInt(text: string, base: 0 | 10): number | null {
  const t = text.trim();
  const sign = t.startsWith('-') ? -1 : 1;
  const digits = t.replace(/^[+-]/, '');
  const plain = digits.replace(/(?<=[0-9a-fA-F])_(?=[0-9a-fA-F])/g, '');
  if (base === 10) return /^\d+$/.test(plain) ? sign * Number(plain) : null;
  const prefixed = /^0(?:[xX]([0-9a-fA-F]+)|[oO]([0-7]+)|[bB]([01]+))$/.exec(plain);
  if (prefixed) {
    const [, hex, octal, binary] = prefixed;
    if (hex !== undefined) return sign * parseInt(hex, 16);
    if (octal !== undefined) return sign * parseInt(octal, 8);
    return sign * parseInt(binary ?? '0', 2);
  }
  // A leading zero is an error in base 0, unless it is zero itself.
  return /^(?:0+|[1-9]\d*)$/.test(plain) ? sign * Number(plain) : null;
}

/** gunicorn's `auto_int`: like base 0, but `007` is octal, as `chmod` users expect; `117` is decimal. */
export function autoInt(text: string): number | null {
  return pythonInt(/^0\d/.test(text) ? text.replace('0', '0o') : text, 0);
}
