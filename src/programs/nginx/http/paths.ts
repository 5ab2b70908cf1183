/** From URIs to files: root appends the whole URI, alias replaces the location's part (ngx_http_map_uri_to_path). */
import { fromLatin1, fromUtf8, latin1, utf8 } from '../../../base/bytes.ts';
import { fullName } from '../conf/host.ts';
import type { Req } from './request.ts';
import type { Variables } from './variables.ts';
import { lists } from './settings.ts';

/** The value of root or alias in force. */
function rootSetting(r: Req, variables: Variables, prefix: string): { readonly path: string; readonly alias: boolean } {
  const directive = lists(r.level, 'root')[0];
  const source = directive?.args[0] ?? 'html';
  const path = variables.source(source, r);
  return { path: fullName(prefix, path), alias: directive?.name === 'alias' };
}

export const documentRoot = (r: Req, variables: Variables, prefix: string): string =>
  rootSetting(r, variables, prefix).path;

/** The file that a URI stands for at the request's level. */
export function mapUri(r: Req, uri: string, variables: Variables, prefix: string): string {
  const root = rootSetting(r, variables, prefix);
  if (!root.alias) return root.path + uri;
  const location = r.level.location;
  // In a regex location alias is the whole path; elsewhere it stands for the location's own text.
  if (location === null || location.match === 'regex') return root.path;
  return root.path + uri.slice(location.name.length);
}

export const requestFilename = (r: Req, variables: Variables, prefix: string): string =>
  mapUri(r, r.uri, variables, prefix);

/** In nginx a path is bytes, one character each; the machine's names are text. */
export const onDisk = (path: string): string => (/[\x80-\xff]/.test(path) ? fromUtf8(latin1(path)) : path);
export const asBytes = (name: string): string => fromLatin1(utf8(name));
