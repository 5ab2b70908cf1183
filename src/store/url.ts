/**
 * The share link: everything that a learner changed, in the part of the address that no server ever sees.
 *
 *   #/<lesson>/<step>~<payload>     payload = base64url( version byte, deflate( JSON ) )
 *
 * Links are made by strangers: every byte is checked, inflating is bounded, and nothing is used unless all of it is right.
 */
import * as v from 'valibot';
import { packPayload, unpackPayload, type PayloadError } from '../base/payload.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Locale } from '../i18n/index.ts';
import { PANELS, type Panel } from './limits.ts';
import type { Patch } from './patch.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface SharedState {
  readonly files: readonly Patch[];
  /** Command-line flags and switches that the lesson offers, by name. */
  readonly flags: Readonly<Record<string, string | number | boolean>>;
  /** Load specifications in the scenario's own form; absent: those of the lesson. */
  readonly traffic?: readonly Json[];
  readonly seed?: number;
  readonly language?: Locale;
  /** Playhead, µs after the servers were ready. */
  readonly at?: number;
  /** For a class: what is not shown, and whether files are for reading alone. */
  readonly hide?: readonly Panel[];
  readonly locked?: boolean;
}

export type LinkError = PayloadError | 'shape';

const VERSION = 1;
/** More than a lesson's files can hold; a small link that unpacks to more is hostile. */
export const MAX_INFLATED = 256 * 1024;
const MAX_PAYLOAD = 96 * 1024;

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));
const word32 = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff));
/** An absolute path in plain form: no empty, `.` or `..` parts, no control characters. */
const path = v.pipe(v.string(), v.maxLength(200), v.regex(/^(\/(?!\.{1,2}(\/|$))[^/\u0000-\u001f\u007f]+)+$/));
const line = v.pipe(v.string(), v.maxLength(MAX_INFLATED));
const hunk = v.strictTuple([count, count, v.pipe(v.array(line), v.maxLength(20_000))]);
const file = v.strictTuple([path, v.nullable(word32), v.pipe(v.array(hunk), v.maxLength(5_000))]);
const flagName = v.pipe(v.string(), v.regex(/^[a-z][a-zA-Z0-9_-]{0,40}$/));
const flagValue = v.union([v.pipe(v.string(), v.maxLength(500)), v.pipe(v.number(), v.finite()), v.boolean()]);

function isPlainJson(value: unknown, depth = 0): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (depth > 5 || typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.length <= 2_000 && value.every((item) => isPlainJson(item, depth + 1));
  return Object.entries(value).every(
    ([key, item]) => /^[a-zA-Z][\w-]{0,60}$/.test(key) && isPlainJson(item, depth + 1),
  );
}

const wire = v.strictObject({
  f: v.pipe(v.array(file), v.maxLength(64)),
  g: v.optional(v.record(flagName, flagValue), {}),
  t: v.optional(v.pipe(v.array(v.custom<Json>((value) => isPlainJson(value))), v.maxLength(32))),
  s: v.optional(word32),
  n: v.optional(v.picklist(['en', 'zh-TW'])),
  a: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))),
  h: v.optional(v.pipe(v.array(v.picklist(PANELS)), v.maxLength(PANELS.length))),
  l: v.optional(v.literal(1)),
});

export function encodeState(state: SharedState): string {
  const json = JSON.stringify({
    f: state.files.map((patch) => [patch.path, patch.base, patch.hunks]),
    ...(Object.keys(state.flags).length === 0 ? {} : { g: state.flags }),
    ...(state.traffic === undefined ? {} : { t: state.traffic }),
    ...(state.seed === undefined ? {} : { s: state.seed }),
    ...(state.language === undefined ? {} : { n: state.language }),
    ...(state.at === undefined ? {} : { a: state.at }),
    ...(state.hide === undefined || state.hide.length === 0 ? {} : { h: state.hide }),
    ...(state.locked === true ? { l: 1 } : {}),
  });
  return packPayload(VERSION, json);
}

export function decodeState(payload: string): Result<SharedState, LinkError> {
  const unpacked = unpackPayload(VERSION, payload, { payload: MAX_PAYLOAD, inflated: MAX_INFLATED });
  if (!unpacked.ok) return unpacked;
  const parsed = v.safeParse(wire, unpacked.value);
  if (!parsed.success) return err('shape');
  const { f, g, t, s, n, a, h, l } = parsed.output;
  const paths = new Set(f.map(([name]) => name));
  if (paths.size !== f.length) return err('shape');
  return ok({
    files: f.map(([name, base, hunks]) => ({ path: name, base, hunks })),
    flags: g,
    ...(t === undefined ? {} : { traffic: t }),
    ...(s === undefined ? {} : { seed: s }),
    ...(n === undefined ? {} : { language: n }),
    ...(a === undefined ? {} : { at: a }),
    ...(h === undefined ? {} : { hide: h }),
    ...(l === undefined ? {} : { locked: true }),
  });
}
