/** `--http` and `--ws`: short names, and import strings of uvicorn's own classes, which mean the same (config.py 0.54). */
import type { Values } from './cli.ts';

/** uvicorn's own classes under the names that their short names stand for. */
const CLASSES: Readonly<Record<string, string>> = {
  'uvicorn.protocols.http.auto:AutoHTTPProtocol': 'auto',
  'uvicorn.protocols.http.h11_impl:H11Protocol': 'h11',
  'uvicorn.protocols.http.httptools_impl:HttpToolsProtocol': 'httptools',
  'uvicorn.protocols.websockets.auto:AutoWebSocketsProtocol': 'auto',
  'uvicorn.protocols.websockets.websockets_impl:WebSocketProtocol': 'websockets',
  'uvicorn.protocols.websockets.websockets_sansio_impl:WebSocketsSansIOProtocol': 'websockets-sansio',
  'uvicorn.protocols.websockets.wsproto_impl:WSProtocol': 'wsproto',
};

const SHORT: Readonly<Record<'http' | 'ws', readonly string[]>> = {
  http: ['auto', 'h11', 'httptools', 'zttp'],
  ws: ['auto', 'none', 'websockets', 'websockets-sansio', 'wsproto'],
};

/** The short name; what is none of uvicorn's own goes to `foreign`, to be looked up by Python. */
export function shortName(values: Values, option: 'http' | 'ws', foreign: string[]): string {
  const given = values.get(option);
  const name = typeof given === 'string' ? given : 'auto';
  const short = SHORT[option].includes(name) ? name : null;
  const known = CLASSES[name] ?? short;
  if (known === null) foreign.push(name);
  return known ?? 'auto';
}
