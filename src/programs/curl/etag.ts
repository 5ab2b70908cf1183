/** --etag-compare: the tag that a file holds goes along as If-None-Match. */
import type { Sys } from '../../machine/sys.ts';
import type { Options } from './options.ts';

export class EtagError {
  constructor(readonly message: string) {}
}

/** Throws EtagError where there is no such file, and none is to be made. */
export function withEtag(sys: Sys, options: Options): Options {
  const path = options.texts.get('etag-compare');
  if (path === undefined) return options;
  const readable = sys.fs.access(path, 4);
  if (!readable && !options.texts.has('etag-save')) throw new EtagError(`Failed to open ${path}\n`);
  const tag = readable ? sys.fs.readText(path).replace(/[\r\n]/g, '') : '';
  return { ...options, headers: [...options.headers, `If-None-Match: ${tag === '' ? '""' : tag}`] };
}
