/**
 * Pages that man(1) finds as files, made from the programs' own tables: what is not modelled is not in them. By path
 * below /usr/share/man.
 */
import { morePages } from '../../programs/coreutils/more/index.ts';
import { helpText as gunicornHelp } from '../../programs/gunicorn/help.ts';
import { HELP as NGINX_HELP } from '../../programs/nginx/options.ts';
import { HELP as SYSTEMCTL_HELP } from '../../programs/systemd/systemctl.ts';
import { DIRECTIVES } from '../../programs/systemd/table/index.ts';
import { helpText as uvicornHelp } from '../../programs/uvicorn/help.ts';

/** A head line of 78 columns, NAME, and the text in a section, indented. */
function page(name: string, section: number, about: string, title: string, text: string): string {
  const head = `${name.toUpperCase()}(${section})`;
  const gap = ' '.repeat(Math.max(1, 78 - head.length * 2));
  const indented = text.trimEnd().replace(/^(?=.)/gm, '       ');
  return `${head}${gap}${head}\n\nNAME\n       ${name} - ${about}\n\n${title}\n${indented}\n`;
}

/** The directives of a section that have a sentence, with their defaults. */
const directives = (...sections: readonly string[]): string =>
  DIRECTIVES.filter(({ section, doc }) => sections.includes(section) && doc !== undefined)
    .filter((one, i, all) => all.findIndex(({ key }) => key === one.key) === i)
    .map(
      ({ key, default: fallback, doc }) => `${key}=\n    ${doc?.en ?? ''}${fallback ? ` Default: ${fallback}.` : ''}\n`,
    )
    .join('\n');

export const MANUALS: Readonly<Record<string, string>> = {
  ...morePages,
  'man1/gunicorn.1': page('gunicorn', 1, 'a Python WSGI HTTP server for UNIX', 'SYNOPSIS', gunicornHelp('gunicorn')),
  'man1/uvicorn.1': page('uvicorn', 1, 'an ASGI web server', 'SYNOPSIS', uvicornHelp()),
  'man1/systemctl.1': page(
    'systemctl',
    1,
    'Control the systemd system and service manager',
    'SYNOPSIS',
    SYSTEMCTL_HELP,
  ),
  'man8/nginx.8': page('nginx', 8, 'HTTP and reverse proxy server', 'SYNOPSIS', NGINX_HELP.join('\n')),
  'man5/systemd.unit.5': page(
    'systemd.unit',
    5,
    'Unit configuration',
    '[UNIT] AND [INSTALL] OPTIONS',
    directives('Unit', 'Install'),
  ),
  'man5/systemd.service.5': page(
    'systemd.service',
    5,
    'Service unit configuration',
    '[SERVICE] OPTIONS',
    directives('Service'),
  ),
  'man5/systemd.socket.5': page(
    'systemd.socket',
    5,
    'Socket unit configuration',
    '[SOCKET] OPTIONS',
    directives('Socket'),
  ),
};
