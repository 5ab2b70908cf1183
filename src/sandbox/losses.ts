/** What the loss of a worker means for the run that it was computing. */
import { BUSY, type Loss } from './link.ts';

/** The worker stood in the way of the run, or did not even start: the run begins again in another. */
export const isNotToBlame = (loss: Loss): boolean => loss.detail === BUSY || loss.kind === 'unstartable';

export const REASONS: Readonly<Record<Loss['kind'], 'sandbox' | 'crash' | 'timeout'>> = {
  silent: 'timeout',
  died: 'crash',
  untrusted: 'sandbox',
  unstartable: 'sandbox',
};

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
