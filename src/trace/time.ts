import type { Brand } from '../base/brand.ts';

/** Virtual time: whole microseconds since the start of the run. */
export type SimTime = Brand<number, 'SimTime'>;

export const simTime = (us: number): SimTime => us as SimTime;

/** Of an event that the trace has not taken yet. */
export const UNPLACED = simTime(0);

/** `42.000ms`: the first column of the trace's text form. */
export const formatMs = (us: number): string => `${Math.floor(us / 1000)}.${String(us % 1000).padStart(3, '0')}ms`;
