import { encode } from 'uqr';

/** The most that a code can hold and still be read from a projector. */
export const QR_LONGEST = 800;

/** A QR code as one path in a square of `size` modules with a margin of four (ISO/IEC 18004); null when it is too long. */
export function qrPath(text: string): { readonly size: number; readonly path: string } | null {
  if (text.length > QR_LONGEST) return null;
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  let path = '';
  data.forEach((row, y) =>
    row.forEach((dark, x) => {
      if (dark) path += `M${x} ${y}h1v1h-1z`;
    }),
  );
  return { size, path };
}
