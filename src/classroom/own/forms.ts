/**
 * The checks that the builder offers, and the fields of each. A check is always a predicate of src/course/predicate.ts;
 * the form only reads and writes its parts, so what it cannot show is kept as it is.
 */
import * as v from 'valibot';
import { PredicateSchema, type LeafPredicate, type Predicate } from '../../course/predicate.ts';

export type FieldType = 'numbers' | 'number' | 'text' | 'file' | 'files' | 'from' | 'since';

export interface FormField {
  /** `is`, or `which.path`. */
  readonly at: string;
  readonly type: FieldType;
  readonly optional?: true;
}

export interface Form {
  readonly kind: FormKind;
  readonly fields: readonly FormField[];
  readonly first: LeafPredicate;
}

const PATH: FormField = { at: 'which.path', type: 'text', optional: true };
const LEAST: FormField = { at: 'atLeast', type: 'number', optional: true };
const MOST: FormField = { at: 'atMost', type: 'number', optional: true };

export const FORM_KINDS = [
  'requestStatus',
  'statusCount',
  'allServedBefore',
  'answerBegins',
  'p95Below',
  'nobodyServed',
  'bodyContains',
  'bodiesDiffer',
  'largestNumber',
  'requestHeader',
  'requestFailed',
  'answeredFrom',
  'workersAre',
  'serverIs',
  'appCalls',
  'environHas',
  'loopBlocked',
  'complaint',
  'onlyFilesChanged',
  'fileChanged',
] as const satisfies readonly LeafPredicate['kind'][];
export type FormKind = (typeof FORM_KINDS)[number];

export const FORMS: readonly Form[] = [
  {
    kind: 'requestStatus',
    fields: [{ at: 'is', type: 'numbers' }, PATH],
    first: { kind: 'requestStatus', which: {}, is: [200] },
  },
  {
    kind: 'statusCount',
    fields: [{ at: 'is', type: 'numbers' }, LEAST, MOST, PATH],
    first: { kind: 'statusCount', which: {}, is: [200], atLeast: 1 },
  },
  {
    kind: 'allServedBefore',
    fields: [{ at: 'at', type: 'number' }, PATH],
    first: { kind: 'allServedBefore', which: {}, at: 5 },
  },
  {
    kind: 'answerBegins',
    fields: [{ at: 'within', type: 'number' }, PATH],
    first: { kind: 'answerBegins', which: {}, within: 1 },
  },
  {
    kind: 'p95Below',
    fields: [{ at: 'seconds', type: 'number' }, PATH],
    first: { kind: 'p95Below', which: {}, seconds: 1 },
  },
  { kind: 'nobodyServed', fields: [PATH], first: { kind: 'nobodyServed', which: {} } },
  {
    kind: 'bodyContains',
    fields: [{ at: 'text', type: 'text' }, PATH],
    first: { kind: 'bodyContains', which: {}, text: 'hello' },
  },
  { kind: 'bodiesDiffer', fields: [PATH], first: { kind: 'bodiesDiffer', which: {} } },
  {
    kind: 'largestNumber',
    fields: [{ at: 'is', type: 'number' }, PATH],
    first: { kind: 'largestNumber', which: {}, is: 1 },
  },
  {
    kind: 'requestHeader',
    fields: [{ at: 'name', type: 'text' }, { at: 'includes', type: 'text', optional: true }, PATH],
    first: { kind: 'requestHeader', which: {}, name: 'Server' },
  },
  {
    kind: 'requestFailed',
    fields: [{ at: 'includes', type: 'text' }, PATH],
    first: { kind: 'requestFailed', which: {}, includes: 'refused' },
  },
  {
    kind: 'answeredFrom',
    fields: [{ at: 'from', type: 'from' }, PATH],
    first: { kind: 'answeredFrom', which: {}, from: 'upstream' },
  },
  { kind: 'workersAre', fields: [LEAST, MOST], first: { kind: 'workersAre', atLeast: 2, atMost: 2 } },
  {
    kind: 'serverIs',
    fields: [
      { at: 'program', type: 'text' },
      { at: 'workerClass', type: 'text', optional: true },
    ],
    first: { kind: 'serverIs', program: 'gunicorn' },
  },
  { kind: 'appCalls', fields: [{ at: 'is', type: 'number' }], first: { kind: 'appCalls', is: 1 } },
  {
    kind: 'environHas',
    fields: [
      { at: 'key', type: 'text' },
      { at: 'includes', type: 'text' },
    ],
    first: { kind: 'environHas', key: 'HTTP_HOST', includes: 'diner' },
  },
  {
    kind: 'loopBlocked',
    fields: [{ at: 'longerThan', type: 'number' }],
    first: { kind: 'loopBlocked', longerThan: 0.5 },
  },
  {
    kind: 'complaint',
    fields: [{ at: 'text', type: 'text' }],
    first: { kind: 'complaint', text: 'WORKER TIMEOUT' },
  },
  {
    kind: 'onlyFilesChanged',
    fields: [{ at: 'paths', type: 'files' }],
    first: { kind: 'onlyFilesChanged', paths: [] },
  },
  {
    kind: 'fileChanged',
    fields: [
      { at: 'path', type: 'file' },
      { at: 'since', type: 'since' },
    ],
    first: { kind: 'fileChanged', path: '/srv/diner/app.py', since: 'lesson' },
  },
];

/** The predicate inside a "not", and whether it stood in one. */
export const bareOf = (test: Predicate): { readonly test: Predicate; readonly not: boolean } =>
  test.kind === 'not' ? { test: test.of, not: true } : { test, not: false };

export const formOf = (test: Predicate): Form | undefined => FORMS.find((form) => form.kind === test.kind);

type Value = string | number | readonly string[] | readonly number[] | undefined;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What the field shows: texts, numbers with commas between them. */
export function readField(test: Predicate, { at }: FormField): string {
  let value: unknown = test;
  for (const key of at.split('.')) value = isObject(value) ? value[key] : undefined;
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function parsed(text: string, type: FieldType): Value {
  const parts = text
    .split(/[,，\s]+/)
    .map((part) => part.trim())
    .filter(Boolean);
  switch (type) {
    case 'numbers':
      return parts.map(Number);
    case 'number':
      return text.trim() === '' ? undefined : Number(text);
    case 'files':
      return parts;
    case 'text':
    case 'file':
    case 'from':
    case 'since':
      return text === '' ? undefined : text;
  }
}

/** The predicate with the field set; null where it would be none (a word for a number, nothing where something must be). */
export function writeField(test: Predicate, { at, type }: FormField, text: string): Predicate | null {
  const [key = '', inner] = at.split('.');
  const value = parsed(text, type);
  const { [key]: old, ...rest }: Record<string, unknown> = { ...test };
  const next = inner === undefined ? value : withKey(isObject(old) ? old : {}, inner, value);
  const read = v.safeParse(PredicateSchema, next === undefined ? rest : { ...rest, [key]: next });
  if (!read.success || (type === 'numbers' && Array.isArray(value) && value.length === 0)) return null;
  return read.output;
}

function withKey(object: Record<string, unknown>, key: string, value: Value): Record<string, unknown> {
  const { [key]: gone, ...rest } = object;
  return value === undefined || gone === value ? (value === undefined ? rest : object) : { ...rest, [key]: value };
}
