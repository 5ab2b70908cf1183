import type { ScenarioInput } from '../../scenario/schema.ts';

type Load = NonNullable<ScenarioInput['traffic']>[number];
export type LoadKind = 'burst' | 'every' | 'poisson' | 'closed';

/** Who asks: a plain program or a browser. */
export type Agent = 'plain' | 'browser';

export const LOAD_KINDS: readonly LoadKind[] = ['burst', 'every', 'poisson', 'closed'];

/** The customers as a form shows them. Numbers are held within their bounds when they become a load script again. */
export interface LoadForm {
  readonly kind: LoadKind;
  readonly agent: Agent;
  /** One browser makes all the visits (the users of a closed loop have one each in any case). */
  readonly same: boolean;
  /** Requests in all. */
  readonly count: number;
  readonly everyMs: number;
  /** Arrivals per second. */
  readonly rate: number;
  readonly users: number;
  readonly thinkMs: number;
  readonly keepalive: boolean;
  /** Orders are sent letter by letter. */
  readonly slowUpload: boolean;
  /** Patience in seconds; null waits for ever. */
  readonly giveUp: number | null;
  readonly seed: number;
}

export const BOUNDS = {
  count: [1, 500],
  everyMs: [10, 10_000],
  rate: [0.1, 100],
  users: [1, 200],
  thinkMs: [0, 10_000],
  giveUp: [0.1, 120],
  seed: [0, 4_294_967_295],
} as const;

/** A slow client: its body in twenty pieces, one every 100 ms. */
const SLOW = { pieces: 20, everyMs: 100 };
const BODY = 'patty '.repeat(200);

const held = (name: keyof typeof BOUNDS, value: number): number => {
  const [low, high] = BOUNDS[name];
  return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : low;
};

export function formOf(scenario: ScenarioInput): LoadForm {
  const load = scenario.traffic?.[0];
  const kind = LOAD_KINDS.find((one) => one === load?.kind) ?? 'burst';
  const giveUp = load?.giveUpMs ?? null;
  return {
    kind,
    agent: load?.agent ?? 'plain',
    same: load?.browser?.people === 'same',
    count: load?.count ?? load?.atMs?.length ?? 6,
    everyMs: load?.everyMs ?? 500,
    rate: load?.rate ?? 2,
    users: load?.users ?? 5,
    thinkMs: load?.thinkMs ?? 1000,
    keepalive: load?.keepalive ?? false,
    slowUpload: load?.slowUpload !== undefined,
    giveUp: giveUp === null ? null : giveUp / 1000,
    seed: scenario.seed ?? 1,
  };
}

/** The scenario's traffic with its first load as the form says; where it goes and what it asks for stay. */
export function trafficOf(form: LoadForm, scenario: ScenarioInput): readonly Load[] {
  const [first, ...rest] = scenario.traffic ?? [];
  if (first === undefined) return [];
  const { client, to, hostHeader, targets, host, startMs } = first;
  const browses = form.agent === 'browser';
  const slow = form.slowUpload && !browses;
  const load: Load = {
    client,
    to,
    kind: form.kind,
    count: Math.round(held('count', form.count)),
    keepalive: form.keepalive,
    giveUpMs: form.giveUp === null ? null : Math.round(held('giveUp', form.giveUp) * 1000),
    ...(browses ? { agent: 'browser', browser: { ...first.browser, people: form.same ? 'same' : 'new' } } : {}),
    ...(hostHeader === undefined ? {} : { hostHeader }),
    ...(host === undefined ? {} : { host }),
    ...(startMs === undefined ? {} : { startMs }),
    ...(form.kind === 'every' ? { everyMs: Math.round(held('everyMs', form.everyMs)) } : {}),
    ...(form.kind === 'poisson' ? { rate: held('rate', form.rate) } : {}),
    ...(form.kind === 'closed'
      ? { users: Math.round(held('users', form.users)), thinkMs: Math.round(held('thinkMs', form.thinkMs)) }
      : {}),
    ...(slow ? { slowUpload: SLOW } : {}),
    ...(targets === undefined
      ? {}
      : { targets: targets.map((target) => (slow ? { ...target, method: 'POST', body: BODY } : target)) }),
  };
  return [load, ...rest];
}
