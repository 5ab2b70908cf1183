/** The same project in two containers. */
import type { Project } from './project.ts';
import { ADDED, includesProxyParams, portsOf, servedBy, siteFile, sitesOf } from './sites.ts';

const list = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** A socket below the project's directory is in the image; another directory is made for it. */
const socketDirectory = ({ app }: Project): string | null => (app.socket === null ? null : directoryOf(app.socket));

export function dockerfile(project: Project): string {
  const { app } = project;
  const sockets = socketDirectory(project);
  return `FROM python:3.14-slim
WORKDIR ${app.home}
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
RUN useradd --system diner && chown -R diner .
${sockets === null || sockets === app.home ? '' : `RUN mkdir -p ${sockets} && chown diner ${sockets}\n`}USER diner
CMD ${list([app.program, ...app.options, app.target])}
`;
}

/** nginx shares the app's network, so that 127.0.0.1 means in the containers what it means on one machine. */
export function compose(project: Project): string {
  const { app, own } = project;
  const sockets = socketDirectory(project);
  const ports = portsOf(own);
  const volumes = mounts(project).map((line) => `      - ${line}\n`);
  return `services:
  app:
    build: .
${
  sockets === null
    ? ''
    : `    # The two containers have no group in common: the socket is open to all, and the volume to these two.
    command: ${list([app.program, ...app.options, '--umask', '0', app.target])}
    volumes:
${sockets === app.home ? '      # Filled from the image once: after a change of the app, docker compose down --volumes.\n' : ''}      - socket:${sockets}
`
}${own['.env'] === undefined ? '' : '    env_file: .env\n'}    ports:
${ports.map((port, i) => `      - "${i === 0 && port !== 443 ? 8080 : port === 443 ? 8443 : 8080 + i}:${port}"\n`).join('')}  nginx:
    # The last line of versions that speaks HTTP/1.0 to the app, as the lessons have it.
    image: nginx:1.28
    network_mode: "service:app"
    depends_on:
      - app
    volumes:
${volumes.join('')}${sockets === null ? '' : `      - socket:${sockets}\n\nvolumes:\n  socket:\n`}`;
}

/** Where nginx's image looks: its only site is \`conf.d/default.conf\`, unless the project brings an nginx.conf. */
function mounts(project: Project): string[] {
  const { own, app } = project;
  const whole = own['nginx/nginx.conf'] !== undefined;
  const sites = sitesOf(own);
  const isSite = (path: string): boolean => path.startsWith('nginx/sites-');
  const others = Object.keys(own).filter((path) => path.startsWith('nginx/') && (whole || !isSite(path)));
  const served = servedBy(project);
  return [
    ...(whole ? [] : sites.map((name, i) => `./${siteFile(own, name)}:${inImage(name, i)}`)),
    ...(Object.keys(own).some((path) => path.startsWith('nginx/')) ? [] : [`./${ADDED}:${inImage('', 0)}`]),
    ...others.map((path) => `./${path}:/etc/${path.replace('sites-available', 'sites-enabled')}`),
    ...(includesProxyParams(own) && own['nginx/proxy_params'] === undefined
      ? ['./nginx/proxy_params:/etc/nginx/proxy_params']
      : []),
    ...(served.home && socketDirectory(project) !== app.home ? [`.:${app.home}`] : []),
    ...served.others.map((path) => `./root${path}:${path}`),
  ].map((mount) => `${mount}:ro`);
}

const inImage = (name: string, i: number): string =>
  `/etc/nginx/conf.d/${i === 0 ? 'default' : name.replace(/\.conf$/, '')}.conf`;
