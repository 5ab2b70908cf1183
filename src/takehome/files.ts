/** The files that a project needs beside the learner's own: each is left alone where the learner has written one. */
import { venvOf } from './app-server.ts';
import { compose, dockerfile } from './docker.ts';
import type { Project, Texts } from './project.ts';
import { readme } from './readme.ts';
import type { Language } from './readme.ts';
import { ADDED, includesProxyParams, PROXY_PARAMS } from './sites.ts';

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
ExecStart=${project.app.home}/${venvOf(project.app)}/bin/${startCommand(project)}
${project.app.program === 'gunicorn' ? 'ExecReload=/bin/kill -s HUP $MAINPID\n' : ''}Restart=on-failure

[Install]
WantedBy=multi-user.target
`;

const site = ({ app }: Project): string => `server {
    listen 80;

    location / {
        proxy_pass http://${app.socket === null ? `127.0.0.1:${app.port}` : `unix:${app.socket}`};
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
    }
}
`;

/** All files of the project, by path: those of the learner, and what goes with them. */
export function projectFiles(project: Project, language: Language): Texts {
  const { app, own, name } = project;
  const files: Record<string, string> = {
    'README.md': readme(project, startCommand(project), language),
    'requirements.txt': `${project.packages.join('\n')}\n`,
    Dockerfile: dockerfile(project),
    'compose.yaml': compose(project),
    '.dockerignore': `${venvOf(project.app)}\n__pycache__\n`,
  };
  if (app.program === 'gunicorn') {
    if (app.target !== 'wsgi:app') files['wsgi.py'] = wsgi(project);
    if (!app.options.some((word) => word === '-c' || word.startsWith('--config')))
      files['gunicorn.conf.py'] = gunicornConf(project);
  }
  if (!Object.keys(own).some((path) => path.startsWith('nginx/'))) files[ADDED] = site(project);
  if (includesProxyParams(own)) files['nginx/proxy_params'] = PROXY_PARAMS;
  if (!Object.keys(own).some((path) => path.startsWith('systemd/'))) files[`systemd/${name}.service`] = unit(project);
  return { ...files, ...own };
}
