/** Which method an operation comes to, and what curl says when options ask for several, or for the one it has. */
import type { Job, Options } from './options.ts';

const NAMES = {
  get: 'GET (-G, --get)',
  head: 'HEAD (-I, --head)',
  form: 'multipart formpost (-F, --form)',
  post: 'POST (-d, --data)',
  put: 'PUT (-T, --upload-file)',
} as const;

type Kind = keyof typeof NAMES;

/** A warning, where two of the options ask for different methods. */
export function methodConflict({ asked, post, flags }: Options, { upload }: Job): string | null {
  const data: Kind | null = post === null ? null : !flags.has('get') ? 'post' : flags.has('head') ? 'head' : 'get';
  let kind: Kind | null = asked;
  for (const next of [data, upload === null ? null : ('put' as const)]) {
    if (next === null) continue;
    if (kind !== null && kind !== next)
      return `You can only select one HTTP request method! You asked for both ${NAMES[next]} and ${NAMES[kind]}.\n`;
    kind = next;
  }
  return null;
}

/** -X for what is done anyway, and -X HEAD, which waits for a body. */
export function methodWords(
  { asked, post, flags, texts }: Options,
  { upload }: Job,
): readonly { readonly warns: boolean; readonly text: string }[] {
  const method = texts.get('request')?.toUpperCase();
  const usual =
    upload !== null
      ? 'PUT'
      : asked === 'head'
        ? 'HEAD'
        : asked === 'form' || (post !== null && !flags.has('get'))
          ? 'POST'
          : 'GET';
  if (method === undefined) return [];
  if (method === usual)
    return [{ warns: false, text: `Unnecessary use of -X or --request, ${usual} is already inferred.\n` }];
  if (method !== 'HEAD') return [];
  return [
    {
      warns: true,
      text: 'Setting custom HTTP method to HEAD with -X/--request may not work the way you want. Consider using -I/--head instead.\n',
    },
  ];
}
