/** Clients' certificates: what $ssl_client_… say, and which requests are refused (ngx_http_process_request). */
import { civilTime, MONTHS, two } from '../../../base/calendar.ts';
import { sha1 } from '../../../base/hash.ts';
import { compatName, rfc2253Name } from '../../../protocols/pki/name.ts';
import { VERIFY_TEXTS } from '../../../protocols/pki/verify.ts';
import { certificatePem } from '../../../protocols/pki/x509.ts';
import type { Peer } from '../../../protocols/tls/server.ts';
import type { Req } from './request.ts';
import { word } from './settings.ts';

/** Without a verdict of its own: chains that only lack a known authority are let through by optional_no_ca. */
const UNKNOWN_AUTHORITY: ReadonlySet<number> = new Set([2, 18, 19, 20, 21]);

/** Status and what the log says, or null. */
export function clientProblem(r: Req): readonly [status: number, text: string] | null {
  const mode = word(r.server.level, 'ssl_verify_client', 'off');
  const { tls } = r.client;
  if (tls === null || mode === 'off') return null;
  const problem = tls.peer?.problem ?? null;
  if (problem !== null && (mode !== 'optional_no_ca' || !UNKNOWN_AUTHORITY.has(problem)))
    return [495, `client SSL certificate verify error: (${problem}:${VERIFY_TEXTS[problem] ?? ''})`];
  return mode === 'on' && tls.peer === null ? [496, 'client sent no required SSL certificate'] : null;
}

function date(at: number): string {
  const t = civilTime(at);
  const day = String(t.day).padStart(2);
  return `${MONTHS[t.month - 1] ?? ''} ${day} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} ${t.year} GMT`;
}

/** `now` in seconds since the epoch. Null for a variable that is empty. */
export function clientVariable(name: string, peer: Peer | null, now: number): string | null {
  if (name === 'ssl_client_verify') {
    if (peer === null) return 'NONE';
    return peer.problem === null ? 'SUCCESS' : `FAILED:${VERIFY_TEXTS[peer.problem] ?? ''}`;
  }
  if (peer === null) return null;
  const { certificate: c } = peer;
  const hex = (text: string): string => (text.length % 2 === 0 ? text : `0${text}`);
  switch (name) {
    case 'ssl_client_s_dn':
      return rfc2253Name(c.subject);
    case 'ssl_client_i_dn':
      return rfc2253Name(c.issuer);
    case 'ssl_client_s_dn_legacy':
      return compatName(c.subject);
    case 'ssl_client_i_dn_legacy':
      return compatName(c.issuer);
    case 'ssl_client_serial':
      return hex(c.serial.toString(16).toUpperCase());
    case 'ssl_client_fingerprint':
      return [...sha1(c.raw)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    case 'ssl_client_v_start':
      return date(c.notBefore);
    case 'ssl_client_v_end':
      return date(c.notAfter);
    case 'ssl_client_v_remain':
      return String(Math.max(0, Math.floor((c.notAfter - now) / 86_400)));
    case 'ssl_client_raw_cert':
      return certificatePem(c).trimEnd();
    case 'ssl_client_escaped_cert':
      return encodeURIComponent(certificatePem(c));
    default:
      return null;
  }
}
