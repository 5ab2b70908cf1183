import { CORE_HANDLERS } from './core.ts';
import type { Handler } from './handler.ts';
import { LIMIT_HANDLERS } from './limits.ts';
import { LOCATION_HANDLERS } from './location.ts';
import { LOG_HANDLERS } from './log.ts';
import { MODULE_HANDLERS } from './modules.ts';
import { REWRITE_HANDLERS } from './rewrite.ts';
import { SERVER_HANDLERS } from './server.ts';
import { TABLE_HANDLERS } from './tables.ts';
import { UPSTREAM_HANDLERS } from './upstream.ts';

/** Rules of directives' own, beyond what the table says; `upstream server` is the `server` inside `upstream`. */
export const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  ...CORE_HANDLERS,
  ...SERVER_HANDLERS,
  ...LOCATION_HANDLERS,
  ...REWRITE_HANDLERS,
  ...UPSTREAM_HANDLERS,
  ...LIMIT_HANDLERS,
  ...TABLE_HANDLERS,
  ...LOG_HANDLERS,
  ...MODULE_HANDLERS,
]);
