/** Handlers whose answer needs no file and no other server: stub_status, empty_gif. */
import { latin1 } from '../../../base/bytes.ts';
import { newReply } from '../http/reply.ts';
import type { Outcome } from './outcome.ts';
import type { WorkerState } from './worker-state.ts';

/** ngx_http_stub_status_module.c */
export function stubStatus({ accepted, clients, requests }: WorkerState): Outcome {
  const body = latin1(
    `Active connections: ${clients} \nserver accepts handled requests\n ${accepted} ${accepted} ${requests} \nReading: 0 Writing: 1 Waiting: ${clients - 1} \n`,
  );
  return { type: 'reply', reply: newReply(200, { contentType: 'text/plain', contentLength: body.length }), body };
}

/** ngx_http_empty_gif_module.c: one transparent pixel. */
export function emptyGif(): Outcome {
  const body = latin1(
    'GIF89a\x01\0\x01\0\x80\x01\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\x01\0,\0\0\0\0\x01\0\x01\0\0\x02\x02L\x01\0;',
  );
  return {
    type: 'reply',
    reply: newReply(200, { contentType: 'image/gif', contentLength: body.length, lastModified: 23349600 }),
    body,
  };
}
