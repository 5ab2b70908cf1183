/** Addresses against networks, for allow, deny, geo and set_real_ip_from. */
export function inNetwork(address: string, network: string): boolean {
  if (network === 'all') return true;
  if (network === 'unix:') return address === 'unix:';
  const [base = '', bitsText] = network.split('/');
  const a = addressBits(address);
  const b = addressBits(base);
  if (a === null || b === null || a.length !== b.length) return false;
  const bits = bitsText === undefined ? a.length : bitsText.includes('.') ? maskBits(bitsText) : Number(bitsText);
  return a.slice(0, bits) === b.slice(0, bits);
}

/** `10.0.0.1-10.0.0.9`, for geo's `ranges`. */
export function inRange(address: string, range: string): boolean {
  const [from = '', to = ''] = range.split('-').map(addressBits);
  const at = addressBits(address);
  return at !== null && from !== null && to !== null && at.length === from.length && from <= at && at <= to;
}

const maskBits = (mask: string): number => (addressBits(mask) ?? '').replace(/0+$/, '').length;

/** The address as a string of 32 or 128 binary digits. */
function addressBits(text: string): string | null {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(text)) {
    return text
      .split('.')
      .map((p) => Number(p).toString(2).padStart(8, '0'))
      .join('');
  }
  if (!text.includes(':')) return null;
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...right];
  return groups.map((g) => parseInt(g, 16).toString(2).padStart(16, '0')).join('');
}
