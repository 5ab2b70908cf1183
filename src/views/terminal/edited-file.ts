import * as v from 'valibot';

/** What an editor on the machine (nano, vim) asks the page to edit. */
const edited = v.strictObject({
  program: v.pipe(v.string(), v.maxLength(20)),
  path: v.pipe(v.string(), v.startsWith('/'), v.maxLength(1024)),
  text: v.pipe(v.string(), v.maxLength(100_000)),
  isNew: v.boolean(),
  isWritable: v.boolean(),
});

export type EditedFile = v.InferOutput<typeof edited>;

/** What the editor says (OSC 7700; programs/editor): it opens a file, has written it, could not, or has ended. */
export type EditorWord =
  | { readonly kind: 'open'; readonly file: EditedFile }
  | { readonly kind: 'saved' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'close' };

const failed = v.object({ why: v.pipe(v.string(), v.maxLength(500)) });

/** null: it is none of these words. Anything on the machine can print, so nothing is believed. */
export function editorWord(verb: string, data: string): EditorWord | null {
  if (verb === 'saved' || verb === 'close') return { kind: verb };
  const value = decoded(data);
  if (verb === 'open' && v.is(edited, value)) return { kind: 'open', file: value };
  if (verb === 'failed' && v.is(failed, value)) return { kind: 'failed', why: value.why };
  return null;
}

function decoded(data: string): unknown {
  try {
    const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return null;
  }
}

/** Keys that save this text, as the editor on the machine reads them. */
export function saveKeys(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `\u001b]7700;save;${btoa(binary)}\u0007`;
}

export const CLOSE_KEYS = '\u001b]7700;close\u0007';
