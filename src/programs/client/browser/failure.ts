import type { Failure } from '../failure.ts';

/**
 * How a browser's request can end without an answer: as for any client, or with a refusal of its own, by the name that
 * Chromium shows (net/base/net_error_list.h).
 */
export type BrowserFailure =
  | Failure
  | 'mixed-content'
  | 'NET::ERR_TOO_MANY_REDIRECTS'
  | 'NET::ERR_INVALID_REDIRECT'
  | 'NET::ERR_SSL_PROTOCOL_ERROR'
  | 'NET::ERR_SSL_VERSION_OR_CIPHER_MISMATCH'
  | CertificateError;

export type CertificateError =
  | 'NET::ERR_CERT_INVALID'
  | 'NET::ERR_CERT_AUTHORITY_INVALID'
  | 'NET::ERR_CERT_COMMON_NAME_INVALID'
  | 'NET::ERR_CERT_WEAK_SIGNATURE_ALGORITHM'
  | 'NET::ERR_CERT_WEAK_KEY'
  | 'NET::ERR_CERT_DATE_INVALID';
