import * as v from 'valibot';

/** Versions of the site that stay published beside it, newest first (scripts/versions.mjs); none where there are none. */
const Versions = v.object({
  versions: v.pipe(v.array(v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/))), v.maxLength(200)),
});

export async function keptVersions(base: string): Promise<readonly string[]> {
  try {
    const response = await fetch(new URL('versions.json', base), { credentials: 'omit' });
    const found = v.safeParse(Versions, response.ok ? await response.json() : null);
    return found.success ? found.output.versions : [];
  } catch {
    return []; // without a network the newest version is offered, as before
  }
}
