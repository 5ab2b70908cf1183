/**
 * curl's options (curl(1)), by what they take: a switch can be put off again with --no-NAME, what stands alone cannot;
 * texts and names of files take a value. After a colon the letter, if there is one. In curl's own order, in which an
 * abbreviation is looked for.
 */
export type Kind = 'switch' | 'alone' | 'text' | 'file';

const NAMES: Readonly<Record<Kind, string>> = {
  switch:
    'disable-epsv disallow-username-in-url epsv npn alpn compressed tr-encoding digest negotiate ntlm ntlm-wb basic ' +
    'anyauth ftp-create-dirs create-dirs proxy-ntlm crlf haproxy-protocol disable-eprt eprt xattr ftp-ssl ssl ' +
    'ftp-pasv tcp-nodelay proxy-digest proxy-basic retry-connrefused proxy-negotiate form-escape proxy-anyauth ' +
    'trace-time ignore-content-length ftp-skip-pasv-ip ftp-ssl-reqd ssl-reqd sessionid ftp-ssl-control ftp-ssl-ccc ' +
    'raw post301 keepalive post302 socks5-gssapi-nec ftp-pret post303 metalink sasl-ir test-event path-as-is ' +
    'tftp-no-options suppress-connect-headers compressed-ssh retry-all-errors http0.9 append:a use-ascii:B ' +
    'ssl-allow-beast ssl-auto-client-cert proxy-ssl-auto-client-cert cert-status doh-cert-status false-start ' +
    'ssl-no-revoke ssl-revoke-best-effort tcp-fastopen proxy-ssl-allow-beast proxy-insecure socks5-basic ' +
    'socks5-gssapi fail:f fail-early styled-output mail-rcpt-allowfails fail-with-body remove-on-error globoff:g ' +
    'get:G help:h include:i head:I junk-session-cookies:j remote-header-name:J insecure:k doh-insecure list-only:l ' +
    'location:L location-trusted manual:M netrc:n netrc-optional buffer:N remote-name:O remote-name-all clobber ' +
    'proxytunnel:p disable:q remote-time:R silent:s show-error:S verbose:v version:V parallel:Z parallel-immediate ' +
    'progress-bar:# progress-meter',
  alone:
    'http1.0:0 http1.1 http2 http2-prior-knowledge http3 http3-only tlsv1:1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 sslv2:2 ' +
    'sslv3:3 ipv4:4 ipv6:6 proxy-tlsv1 next::',
  text:
    'url dns-ipv4-addr dns-ipv6-addr egd-file oauth2-bearer connect-timeout doh-url ciphers dns-interface ' +
    'dns-servers limit-rate rate create-file-mode max-redirs aws-sigv4 interface krb krb4 max-filesize socks5 retry ' +
    'retry-delay retry-max-time ftp-account ftp-method local-port socks4 socks4a ftp-alternative-to-user ' +
    'ftp-ssl-ccc-mode libcurl socks5-hostname keepalive-time noproxy proxy1.0 tftp-blksize mail-from mail-rcpt ' +
    'proto proto-redir resolve delegation mail-auth sasl-authzid socks5-gssapi-service proxy-service-name ' +
    'service-name proto-default expect100-timeout connect-to tls-max happy-eyeballs-timeout-ms tls13-ciphers ' +
    'proxy-tls13-ciphers user-agent:A cookie:b alt-svc hsts cookie-jar:c continue-at:C data:d data-raw data-ascii ' +
    'data-binary data-urlencode json url-query referer:e cert-type key-type pass engine pubkey hostpubmd5 ' +
    'hostpubsha256 tlsuser tlspassword tlsauthtype pinnedpubkey proxy-pinnedpubkey proxy-tlsuser proxy-tlspassword ' +
    'proxy-tlsauthtype proxy-cert-type proxy-key-type proxy-pass proxy-ciphers login-options curves form:F ' +
    'form-string request-target header:H proxy-header max-time:m output-dir ftp-port:P quote:Q range:r ' +
    'telnet-option:t user:u proxy-user:U write-out:w proxy:x preproxy request:X speed-limit:Y speed-time:y ' +
    'time-cond:z parallel-max',
  file:
    'random-file trace trace-ascii stderr unix-socket abstract-unix-socket dump-header:D cert:E cacert key capath ' +
    'crlfile proxy-cert proxy-key proxy-crlfile proxy-cacert proxy-capath etag-save etag-compare config:K ' +
    'netrc-file output:o upload-file:T',
};

export interface Option {
  readonly name: string;
  readonly kind: Kind;
}

const LONG = new Map<string, Option>();
const SHORT = new Map<string, Option>();
for (const kind of ['switch', 'alone', 'text', 'file'] as const)
  for (const word of NAMES[kind].split(' ')) {
    const [name = '', letter] = word.split(':');
    LONG.set(name, { name, kind });
    if (letter !== undefined) SHORT.set(letter, { name, kind });
  }
SHORT.set(':', { name: 'next', kind: 'alone' });

export const byLetter = (letter: string): Option | null => SHORT.get(letter) ?? null;

/** Long names may be cut short where one alone begins so, in capitals or not. */
export function byName(typed: string): Option | 'unknown' | 'ambiguous' {
  const lower = typed.toLowerCase();
  const exact = LONG.get(lower);
  if (exact) return exact;
  const found = [...LONG.values()].filter(({ name }) => name.startsWith(lower));
  return found.length > 1 ? 'ambiguous' : (found[0] ?? 'unknown');
}

/** What this libcurl was built without (c-ares, HTTP/3). */
export const NOT_BUILT_IN = new Set(
  'dns-ipv4-addr dns-ipv6-addr dns-interface dns-servers http3 http3-only'.split(' '),
);

/** What would change the transfer, and is not modelled. */
export const ELSEWHERE = new Set(
  (
    'socks5 socks4 socks4a socks5-hostname preproxy digest ntlm ntlm-wb negotiate doh-url aws-sigv4 ' +
    'libcurl engine abstract-unix-socket pinnedpubkey cert-status crlfile hsts ignore-content-length ' +
    'disallow-username-in-url login-options proxy-header'
  ).split(' '),
);
