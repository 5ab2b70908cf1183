export { Http2Client } from './client.ts';
export { asHttp2Line, Http2Server } from './server.ts';
