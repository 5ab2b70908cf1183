/** gunicorn's own answers (util.write_error 26.2), byte for byte. */
import { latin1 } from '../../base/bytes.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';

const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;');

function errorPage(reason: string, message: string): string {
  return `<html>
  <head>
    <title>${reason}</title>
  </head>
  <body>
    <h1><p>${reason}</p></h1>
    ${escapeHtml(message)}
  </body>
</html>
`;
}

/** The page goes out without waiting; a client that left is no matter. */
export function sendError(sys: Sys, fd: number, status: number, reason: string, message: string): void {
  const page = errorPage(reason, message);
  const head = `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n`;
  try {
    sys.net.sendNow(fd, latin1(head + page), sys.net.traceOf(fd).req);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}
