/** httpd's own pages (modules/http/http_protocol.c, `ap_send_error_response`) and reason phrases. */

export const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  411: 'Length Required',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Long',
  416: 'Requested Range Not Satisfiable',
  417: 'Expectation Failed',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Proxy Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function words(status: number, notes: string, location: string, admin: string): string {
  switch (status) {
    case 301:
    case 302:
    case 307:
    case 308:
      return `<p>The document has moved <a href="${escape(location)}">here</a>.</p>\n`;
    case 303:
      return `<p>The answer to your request is located <a href="${escape(location)}">here</a>.</p>\n`;
    case 400:
      return `<p>Your browser sent a request that this server could not understand.<br />\n${notes}</p>\n`;
    case 401:
      return "<p>This server could not verify that you\nare authorized to access the document\nrequested.  Either you supplied the wrong\ncredentials (e.g., bad password), or your\nbrowser doesn't understand how to supply\nthe credentials required.</p>\n";
    case 403:
      return `<p>You don't have permission to access this resource.${notes}</p>\n`;
    case 404:
      return '<p>The requested URL was not found on this server.</p>\n';
    case 405:
      return `<p>The requested method ${escape(notes)} is not allowed for this URL.</p>\n`;
    case 408:
      return '<p>Server timeout waiting for the HTTP request from the client.</p>\n';
    case 411:
      return `<p>A request of the requested method ${escape(notes)} requires a valid Content-length.<br />\n</p>\n`;
    case 413:
      return '<p>The requested resource does not allow request data with this request, or the amount of data provided in\nthe request exceeds the capacity limit.\n</p>\n';
    case 414:
      return "<p>The requested URL's length exceeds the capacity\nlimit for this server.<br />\n</p>\n";
    case 416:
      return '<p>None of the range-specifier values in the Range\nrequest-header field overlap the current extent\nof the selected resource.</p>\n';
    case 502:
      return `<p>The proxy server received an invalid\r\nresponse from an upstream server.<br />\r\n${notes}</p>\n`;
    case 503:
      return '<p>The server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\nproblems. Please try again later.</p>\n';
    case 504:
      return '<p>The gateway did not receive a timely response\nfrom the upstream server or application.</p>\n';
    default:
      return `<p>The server encountered an internal error or\nmisconfiguration and was unable to complete\nyour request.</p>\n<p>Please contact the server administrator at \n ${escape(admin)} to inform them of the time this error occurred,\n and the actions you performed just before this error.</p>\n<p>More information about this error may be available\nin the server error log.</p>\n`;
  }
}

export interface PageFacts {
  /** More about it, as HTML. */
  readonly notes?: string;
  readonly location?: string;
  readonly admin: string;
  /** `<address>` line, or ''. */
  readonly signature: string;
}

/** `reason` where it is not the usual one. */
export function errorPage(status: number, facts: PageFacts): string {
  const reason = REASONS[status] ?? 'Internal Server Error';
  const text = words(status, facts.notes ?? '', facts.location ?? '', facts.admin);
  const signature = facts.signature === '' ? '' : `<hr>\n<address>${facts.signature}</address>\n`;
  return `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n<title>${status} ${reason}</title>\n</head><body>\n<h1>${reason}</h1>\n${text}${signature}</body></html>\n`;
}
