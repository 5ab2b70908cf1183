export * from './types.ts';
export type {
  FramingRules,
  HeadLimits,
  HeaderRules,
  LineResult,
  NameResult,
  RequestDialect,
  RequestLine,
} from './dialect.ts';
export { TOKEN } from './dialect.ts';
export { gunicornDialect, h11Dialect, httptoolsDialect, nginxDialect } from './dialects.ts';
export type { GunicornOptions, NginxOptions } from './dialects.ts';
export { requestHeadParser } from './request-parser.ts';
export { curlDialect, looseDialect, nginxUpstreamDialect, responseHeadParser, statusLine } from './response-parser.ts';
export type { ResponseDialect } from './response-parser.ts';
export { requestFraming, responseFraming, wantsKeepAlive } from './framing.ts';
export type { FramingResult } from './framing.ts';
export { bodyDecoder, chunkedDecoder, decodeWhole } from './body.ts';
export type { BodyDecoder, BodyStep, ChunkLimits } from './body.ts';
export { chunk, lastChunk, requestBytes, responseBytes, versionText } from './serialize.ts';
export { ResponseReader } from './response-reader.ts';
export type { ResponseEvent, ResponseStage } from './response-reader.ts';
export { singleRange } from './range.ts';
