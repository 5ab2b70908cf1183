/** certbot certificates: what there is, and for how long. */
import { civilTime, two } from '../../base/calendar.ts';
import type { Eff } from '../../engine/task.ts';
import { RULE, type Console } from './console.ts';
import type { Lineage } from './lineage.ts';

const DAY = 86_400;

export function dateOf(seconds: number): string {
  const t = civilTime(seconds);
  return `${t.year}-${two(t.month)}-${two(t.day)}`;
}

function momentOf(seconds: number): string {
  const t = civilTime(seconds);
  return `${dateOf(seconds)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}+00:00`;
}

function validity(left: number): string {
  if (left <= 0) return 'INVALID: EXPIRED';
  const days = Math.floor(left / DAY);
  if (days === 1) return 'VALID: 1 day';
  return days < 1 ? `VALID: ${Math.floor(left / 3600)} hour(s)` : `VALID: ${days} days`;
}

export function* report(console: Console, lineages: readonly Lineage[], now: number): Eff<number> {
  if (lineages.length === 0) {
    yield* console.say(`\n${RULE}\nNo certificates found.\n${RULE}`);
    return 0;
  }
  const parts = lineages.map(
    (l) =>
      `  Certificate Name: ${l.name}\n    Serial Number: ${l.certificate.serial.toString(16)}\n    Key Type: ${l.certificate.publicKey.kind === 'ec' ? 'ECDSA' : 'RSA'}\n` +
      `    Domains: ${l.names.join(' ')}\n    Expiry Date: ${momentOf(l.certificate.notAfter)} (${validity(l.certificate.notAfter - now)})\n` +
      `    Certificate Path: ${l.fullchain}\n    Private Key Path: ${l.privkey}`,
  );
  yield* console.say(`\n${RULE}\nFound the following certs:\n${parts.join('\n')}\n${RULE}`);
  return 0;
}
