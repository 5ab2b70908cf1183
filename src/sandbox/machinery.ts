import type { KeptTools } from './harden.ts';
import type { Machinery } from './serve.ts';
export const makeMachinery = (_tools: KeptTools): Machinery => { throw new Error('not yet'); };
