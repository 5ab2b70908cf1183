export { asgiReader } from './reader.ts';
export type { AsgiEvent, AsgiHead, AsgiReader, AsgiReaderOptions } from './reader.ts';
export { asgiTickReader } from './tick.ts';
export type { ForTick } from './tick.ts';
