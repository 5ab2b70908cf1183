export { encodeFrame, frameDecoder } from './frame.ts';
export type { DecoderOptions, Frame, FrameDecoder, Opcode, WebSocketFault } from './frame.ts';
export { closePayload, parseClose, webSocketReader } from './messages.ts';
export type { WebSocketEvent, WebSocketReader } from './messages.ts';
