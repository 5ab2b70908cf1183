// A page for each lesson, `l/<id>.html`, for everybody who does not run scripts: search engines, chats that draw a
// preview, oEmbed readers. A person is sent on to the lesson. Where the build knows its address (SITE_URL), it adds what
// needs whole addresses: canonical links, oEmbed answers, a sitemap. Without it these are left out.
import { resolve } from 'node:path';
import type { Plugin } from 'vite';
import { readLessonFolders } from './folders.ts';
import { entries, type ListedLesson } from './plugin.ts';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const SIZE = { width: 720, height: 420 };

const attributes = (site: string, { id, title }: ListedLesson): string =>
  `src="${site}embed.html?lesson=${id}" width="${SIZE.width}" height="${SIZE.height}" title="${escape(title.en)}"`;

/** oEmbed 1.0, section 2.3.4.4: type rich. */
const oembed = (site: string, lesson: ListedLesson): string =>
  JSON.stringify({
    version: '1.0',
    type: 'rich',
    provider_name: 'Gateway Diner',
    provider_url: site,
    title: `${lesson.title.en} · ${lesson.title['zh-TW']}`,
    html: `<iframe ${attributes(site, lesson)} loading="lazy" style="border:0;max-width:100%"></iframe>`,
    ...SIZE,
  });

function page(lesson: ListedLesson, site: string | null): string {
  const { id, title, summary } = lesson;
  const words = escape(`${title.en} · ${title['zh-TW']}`);
  const about = escape(`${summary.en} ${summary['zh-TW']}`);
  const known =
    site === null
      ? ''
      : `
    <link rel="canonical" href="${site}l/${id}.html" />
    <link rel="alternate" type="application/json+oembed" href="${site}oembed/${id}.json" title="${words}" />
    <meta property="og:url" content="${site}l/${id}.html" />`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${words} · Gateway Diner</title>
    <meta name="description" content="${about}" />
    <meta property="og:type" content="article" />
    <meta property="og:site_name" content="Gateway Diner · 閘道食堂" />
    <meta property="og:title" content="${words}" />
    <meta property="og:description" content="${about}" />${known}
    <meta http-equiv="refresh" content="0; url=../index.html#/${id}" />
  </head>
  <body>
    <h1><a href="../index.html#/${id}">${words}</a></h1>
    <p>${escape(summary.en)}</p>
    <p lang="zh-TW">${escape(summary['zh-TW'])}</p>
  </body>
</html>
`;
}

const sitemap = (site: string, lessons: readonly ListedLesson[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${[
    '',
    ...lessons.map(({ id }) => `l/${id}.html`),
  ]
    .map((path) => `  <url><loc>${site}${path}</loc></url>\n`)
    .join('')}</urlset>\n`;

/** The address that the site will have, with its last slash; null where it is not known. */
export function siteUrl(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) throw new Error(`SITE_URL is no address of a site: ${text}`);
  return `${url.origin}${url.pathname.replace(/\/*$/, '/')}`;
}

export function lessonPages(folder = 'lessons'): Plugin {
  const site = siteUrl(process.env['SITE_URL']);
  return {
    name: 'gateway-diner-lesson-pages',
    apply: 'build',
    generateBundle() {
      const root = resolve(folder);
      const lessons = entries(root, readLessonFolders(root));
      const put = (fileName: string, source: string): void => void this.emitFile({ type: 'asset', fileName, source });
      for (const lesson of lessons) {
        put(`l/${lesson.id}.html`, page(lesson, site));
        if (site !== null) put(`oembed/${lesson.id}.json`, oembed(site, lesson));
      }
      if (site !== null) put('sitemap.xml', sitemap(site, lessons));
      // scripts/versions.mjs writes the real one, where versions are kept.
      put('versions.json', '{"versions":[]}');
      put('robots.txt', `User-agent: *\nAllow: /\n${site === null ? '' : `Sitemap: ${site}sitemap.xml\n`}`);
    },
  };
}
