/** The files that a project needs beside the learner's own: each is left alone where the learner has written one. */
import type { Project, Texts } from './project.ts';
import { readme } from './readme.ts';
import type { Language } from './readme.ts';

/** In the folder of the virtual environment, which the README makes. */
const VENV = '.venv';

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** The command that starts the app: the lesson's own, bound where the lesson binds it. */
export const startCommand = ({ app }: Project): string =>
  [app.program, ...app.options, app.target].map(quoted).join(' ');

const OPTIONS: Readonly<Record<string, string>> = {
  '-w': 'workers',
  '--workers': 'workers',
  '-b': 'bind',
  '--bind': 'bind',
  '-k': 'worker_class',
  '--worker-class': 'worker_class',
  '--threads': 'threads',
  '-t': 'timeout',
  '--timeout': 'timeout',
  '--max-requests': 'max_requests',
  '--access-logfile': 'accesslog',
};

/** Settings from the command line, as the file that gunicorn reads by itself. */
function gunicornConf({ app }: Project): string {
  const settings = new Map<string, string>();
  app.options.forEach((word, i) => {
    const [option = '', glued] = word.split('=');
    const name = OPTIONS[option];
    const value = glued ?? app.options[i + 1];
    if (name !== undefined && value !== undefined) settings.set(name, value);
  });
  if (!settings.has('bind')) settings.set('bind', '127.0.0.1:8000');
  const lines = [...settings].map(
    ([name, value]) => `${name} = ${/^\d+$/.test(value) ? value : JSON.stringify(value)}`,
  );
  return `${lines.join('\n')}\n`;
}

const wsgi = ({ app }: Project): string => {
  const [module = 'app', callable = 'app'] = app.target.split(':');
  return `"""The door that servers knock on: \`gunicorn wsgi:app\` and \`gunicorn ${app.target}\` start the same app."""\n\nfrom ${module} import ${callable.replace(/\(.*$/, '')} as app\n\n__all__ = ["app"]\n`;
};

const unit = (project: Project): string => `[Unit]
Description=${project.name}
After=network.target

[Service]
User=${project.app.user}
WorkingDirectory=${project.app.home}
ExecStart=${project.app.home}/${VENV}/bin/${startCommand(project)}
${project.app.program === 'gunicorn' ? 'ExecReload=/bin/kill -s HUP $MAINPID\n' : ''}Restart=on-failure

[Install]
WantedBy=multi-user.target
`;

const site = ({ app }: Project): string => `server {
    listen 80;

    location / {
        proxy_pass http://127.0.0.1:${app.port};
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
    }
}
`;

const dockerfile = (project: Project): string => `FROM python:3.13-slim
WORKDIR ${project.app.home}
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
RUN useradd --system diner && chown -R diner .
USER diner
CMD [${[project.app.program, ...project.app.options, project.app.target].map((word) => JSON.stringify(word)).join(', ')}]
`;

/** nginx shares the app's network, so that 127.0.0.1 means in the containers what it means on one machine. */
const compose = (project: Project): string => `services:
  app:
    build: .
    ports:
      - "8080:80"
  nginx:
    image: nginx:1.28
    network_mode: "service:app"
    depends_on:
      - app
    volumes:
${mounts(project)
  .map((line) => `      - ${line}\n`)
  .join('')}`;

function mounts({ own }: Project): string[] {
  const files = Object.keys(own).filter((path) => path.startsWith('nginx/'));
  if (files.length === 0) return ['./nginx/site.conf:/etc/nginx/conf.d/default.conf:ro'];
  return files.map((path) =>
    /^nginx\/sites-(?:enabled|available)\//.test(path)
      ? `./${path}:/etc/nginx/conf.d/${
          path
            .split('/')
            .pop()
            ?.replace(/(?:\.conf)?$/, '.conf') ?? ''
        }:ro`
      : `./${path}:/etc/${path}:ro`,
  );
}

/** All files of the project, by path: those of the learner, and what goes with them. */
export function projectFiles(project: Project, language: Language): Texts {
  const { app, own, name } = project;
  const files: Record<string, string> = {
    'README.md': readme(project, startCommand(project), language),
    'requirements.txt': `${project.packages.join('\n')}\n`,
    Dockerfile: dockerfile(project),
    'compose.yaml': compose(project),
    '.dockerignore': `${VENV}\n__pycache__\n`,
  };
  if (app.program === 'gunicorn') {
    if (app.target !== 'wsgi:app') files['wsgi.py'] = wsgi(project);
    if (!app.options.some((word) => word === '-c' || word.startsWith('--config')))
      files['gunicorn.conf.py'] = gunicornConf(project);
  }
  if (!Object.keys(own).some((path) => path.startsWith('nginx/'))) files['nginx/site.conf'] = site(project);
  if (!Object.keys(own).some((path) => path.startsWith('systemd/'))) files[`systemd/${name}.service`] = unit(project);
  return { ...files, ...own };
}
