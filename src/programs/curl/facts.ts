/** What -w can tell of a transfer. */
import type { Sys } from '../../machine/sys.ts';
import { headerValue } from '../../protocols/http1/index.ts';
import type { CurlError } from './body.ts';
import type { Job } from './options.ts';
import type { Transfer } from './transfer.ts';
import { parseUrl, urlText } from './url.ts';
import { secondsText, type Facts } from './write-out.ts';

export function facts(sys: Sys, t: Transfer, failure: CurlError | null, job: Job, fileName: string): Facts {
  const { head } = t;
  const total = sys.now - t.begun;
  const since = (at: number): string => secondsText(at === 0 ? 0 : at - t.begun);
  const rate = (bytes: number): number => Math.floor(bytes / (Math.max(total, 1) / 1_000_000));
  const code = head === null ? '000' : String(head.status).padStart(3, '0');
  return {
    http_code: code,
    response_code: code,
    http_version: head === null ? '0' : t.security?.http2 === true ? '2' : head.version.minor === 0 ? '1' : '1.1',
    method: t.method,
    content_type: head === null ? '' : (headerValue(head.headers, 'content-type') ?? ''),
    size_download: t.received,
    size_upload: t.uploaded,
    size_header: t.headerBytes,
    size_request: t.requestBytes,
    speed_download: rate(t.downloaded),
    speed_upload: rate(t.uploaded),
    num_headers: head?.headers.length ?? 0,
    urlnum: job.number,
    local_ip: t.local.replace(/:\d+$/, ''),
    local_port: Number(/:(\d+)$/.exec(t.local)?.[1] ?? 0),
    http_connect: '000',
    proxy_ssl_verify_result: 0,
    header_json: head === null ? '{}' : headerJson(head.headers),
    certs: '',
    num_certs: 0,
    referer: t.referer ?? '',
    ftp_entry_path: '',
    num_redirects: t.redirects,
    num_connects: t.connects,
    redirect_url: head !== null && t.url !== null ? redirectUrl(t) : '',
    url: job.url,
    url_effective: t.url === null ? job.url : effective(t, job),
    remote_ip: t.remote,
    remote_port: t.remote === '' ? 0 : (t.url?.port ?? 0),
    scheme: t.url === null || t.remote === '' ? '' : t.url.scheme.toUpperCase(),
    ssl_verify_result: t.security?.session.judgement?.problems[0]?.code ?? 0,
    exitcode: failure?.code ?? 0,
    errormsg: failure?.message ?? '',
    filename_effective: fileName,
    time_namelookup: since(t.begun + 1),
    time_connect: since(t.connectedAt),
    time_appconnect: since(t.securedAt),
    time_pretransfer: since(t.connectedAt),
    time_redirect: since(t.redirectedAt),
    time_starttransfer: since(t.startedAt),
    time_total: secondsText(total),
  };
}

/** %{header_json}: lower-case names, each with the list of its values. */
function headerJson(headers: readonly { readonly name: string; readonly value: string }[]): string {
  const names = [...new Set(headers.map((h) => h.name.toLowerCase()))];
  const values = (name: string): string =>
    headers
      .filter((h) => h.name.toLowerCase() === name)
      .map((h) => JSON.stringify(h.value))
      .join(',');
  return `{${names.map((name) => `${JSON.stringify(name)}:[${values(name)}]`).join(',\n')}\n}`;
}

const redirectUrl = (t: Transfer): string => {
  const location = t.head === null ? undefined : headerValue(t.head.headers, 'location');
  if (location === undefined || t.url === null) return '';
  const next = parseUrl(
    location.startsWith('/') ? `${urlText({ ...t.url, target: '/' }).slice(0, -1)}${location}` : location,
  );
  return next.ok ? urlText(next.url) : '';
};

/** As it was typed, unless a redirect or -G made another of it. */
const effective = (t: Transfer, job: Job): string =>
  t.redirects === 0 && t.url !== null && job.url.startsWith('http') && job.url.includes(t.url.target)
    ? job.url
    : t.url === null
      ? job.url
      : urlText(t.url);
