/** Values of $http_NAME, $arg_NAME and $cookie_NAME. */
import type { Req } from './request.ts';

/** Headers whose lines count as one: `;` between cookies, `,` else. Of any other the first line counts. */
const JOINED: Readonly<Record<string, string>> = {
  cookie: '; ',
  x_forwarded_for: ', ',
  cache_control: ', ',
  link: ', ',
};

export function joined(headers: Req['headers'], variable: string): string | null {
  const wanted = variable.toLowerCase();
  const found = headers.filter(
    (h) => h.name.length === wanted.length && h.name.toLowerCase().replace(/-/g, '_') === wanted,
  );
  if (found.length === 0) return null;
  const between = JOINED[wanted];
  return between === undefined ? (found[0]?.value ?? null) : found.map((h) => h.value).join(between);
}

export function argument(args: string, name: string): string | null {
  const found = args
    .split('&')
    .find((p) => p.slice(0, name.length).toLowerCase() === name.toLowerCase() && p.charAt(name.length) === '=');
  return found === undefined ? null : found.slice(name.length + 1);
}

export function cookieValue(header: string, name: string): string | null {
  const found = header
    .split(/; */)
    .find((p) => p.slice(0, name.length).toLowerCase() === name.toLowerCase() && p.charAt(name.length) === '=');
  return found === undefined ? null : found.slice(name.length + 1);
}
