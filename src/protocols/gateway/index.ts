export { cgiHead, type CgiHead } from './cgi.ts';
export {
  FCGI,
  FastCgiReader,
  beginRequest,
  decodeParams,
  encodeParams,
  endRequest,
  fastCgiRecords,
  type FastCgiRecord,
} from './fastcgi.ts';
export { scgiRequest, ScgiReader } from './scgi.ts';
export { uwsgiPacket, UwsgiReader } from './uwsgi.ts';
export type { Params } from './params.ts';
