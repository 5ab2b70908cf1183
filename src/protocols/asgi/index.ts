export { asgiReader } from './reader.ts';
export type { AsgiEvent, AsgiHead, AsgiReader, AsgiReaderOptions } from './reader.ts';
