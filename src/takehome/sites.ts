/** What of nginx a project has: which of its files are sites, what they need beside them, on which ports they listen. */
import type { Project, Texts } from './project.ts';

/** The site that is added where the learner has written none. */
export const ADDED = 'nginx/site.conf';
const SITE = /^nginx\/sites-(?:available|enabled)\/(.+)$/;

const nginxTexts = (own: Texts): [path: string, text: string][] =>
  Object.entries(own).filter(([path]) => path.startsWith('nginx/'));

/** Names of the sites that are served: the distribution's own page only where there is no other. */
export function sitesOf(own: Texts): string[] {
  const names = [...new Set(nginxTexts(own).flatMap(([path]) => SITE.exec(path)?.[1] ?? []))];
  const others = names.filter((name) => name !== 'default');
  return others.length > 0 ? others : names;
}

/** Where a site's text lies in the project. */
export const siteFile = (own: Texts, name: string): string =>
  [`nginx/sites-enabled/${name}`, `nginx/sites-available/${name}`].find((path) => own[path] !== undefined) ?? ADDED;

/** A file of Debian's nginx that nginx's own image lacks, where a site includes it. */
export const PROXY_PARAMS = `proxy_set_header Host $http_host;
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;
`;

export const includesProxyParams = (own: Texts): boolean =>
  nginxTexts(own).some(([, text]) => /^\s*include\s+(?:\/etc\/nginx\/)?proxy_params\s*;/m.test(text));

/** The ports that nginx listens on, in their order. */
export function portsOf(own: Texts): number[] {
  const ports = nginxTexts(own).flatMap(([, text]) =>
    [...text.matchAll(/^\s*listen\s+(?:[\w.*[\]:]*:)?(\d+)\b/gm)].map(([, port]) => Number(port)),
  );
  return ports.length > 0 ? [...new Set(ports)].toSorted((a, b) => a - b) : [80];
}

/** A file outside the project's places that belongs to it: not the distribution's own, nor what certbot keeps. */
export const isBrought = (path: string): boolean => /^root\/(?!lib\/|etc\/letsencrypt\/)/.test(path);

/** Directories on the host that nginx serves files from, and that the project brings. */
export function servedBy({ own, app }: Project): { readonly home: boolean; readonly others: readonly string[] } {
  const text = nginxTexts(own)
    .map(([, one]) => one)
    .join('\n');
  const mentions = (path: string): boolean =>
    path
      .split('/')
      .slice(0, -1)
      .some((_, i, parts) => i > 1 && text.includes(`${parts.slice(0, i + 1).join('/')}`));
  return {
    home: text.includes(`${app.home}/`),
    others: Object.keys(own)
      .filter((path) => isBrought(path) && mentions(path.slice('root'.length)))
      .map((path) => path.slice('root'.length)),
  };
}
