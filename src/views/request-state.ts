import { lastAtOrBefore } from '../projections/at.ts';
import type { Leg } from '../projections/journey.ts';
import type { RequestHistory } from '../projections/model.ts';
import type { Messages } from '../i18n/index.ts';

export type Tone = 'ok' | 'err' | 'run' | 'io' | 'wait' | 'send';

export interface RequestState {
  readonly tone: Tone;
  readonly text: string;
  readonly done: boolean;
}

const isKey = <T extends object>(table: T, key: string): key is Extract<keyof T, string> => key in table;

export const failureText = (t: Messages, error: string): string =>
  isKey(t.failure, error)
    ? t.failure[error]
    : /^(tls: |NET::ERR_(SSL|CERT)_)/.test(error)
      ? t.failure.tls
      : t.failure.other;

/** What a request is doing at an instant, in the word that the reader's language has for it. */
export function stateAt(t: Messages, request: RequestHistory, legs: readonly Leg[], at: number): RequestState {
  if (request.finishedAt !== null && request.finishedAt <= at) {
    const { outcome, status, error } = request;
    if (error !== null) return { tone: 'err', text: outcome === 'gave-up' ? '499' : failureText(t, error), done: true };
    return { tone: outcome === 'ok' ? 'ok' : 'err', text: String(status ?? '?'), done: true };
  }
  const leg = legs[lastAtOrBefore(legs, at, (l) => l.from)];
  switch (leg?.state) {
    case 'wait':
      return { tone: 'wait', text: leg.place === 'parked' ? t.state.overdue : t.state.queued, done: false };
    case 'run':
      return { tone: 'run', text: t.state.run, done: false };
    case 'io':
      return { tone: 'io', text: t.state.io, done: false };
    case 'parked':
      return { tone: 'io', text: t.state.parked, done: false };
    case 'send':
      return { tone: 'send', text: t.state.send, done: false };
    case 'door':
    case undefined:
      return { tone: 'wait', text: leg?.place === 'proxy' ? t.state.proxy : t.state.street, done: false };
  }
}
