/** curl's failures in the words of the trace. */
import type { CurlError } from './body.ts';

/** curl's exit codes as the trace calls what became of a request. */
const FAILURES: Readonly<Record<number, string>> = {
  7: 'refused',
  18: 'incomplete',
  28: 'timeout',
  52: 'empty-reply',
  56: 'reset',
};

/** Of TLS, what went wrong goes along, without OpenSSL's numbers. */
export const failureOf = ({ code, message }: CurlError): string =>
  [35, 58, 59, 60, 77].includes(code)
    ? `tls: ${message.replace(/^.*SSL routines::|^SSL certificate problem: |^SSL: /, '')}`
    : (FAILURES[code] ?? 'broken');
