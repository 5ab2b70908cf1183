/** The README that goes home: the commands of the lesson, for a real machine. Written twice, once in each language. */
import { venvOf } from './app-server.ts';
import type { Project } from './project.ts';
import { ADDED, isBrought, sitesOf } from './sites.ts';

export type Language = 'en' | 'zh-TW';

const block = (lines: readonly string[]): string => `\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n`;

interface Parts {
  readonly start: string;
  readonly ask: string;
  readonly deploy: readonly string[];
  readonly visits: readonly string[];
}

function parts(project: Project, start: string): Parts {
  const visits = project.visits.map(({ path, count }) =>
    count === 1
      ? `curl -i http://localhost${path}`
      : `for i in $(seq ${count}); do curl -s http://localhost${path} & done; wait`,
  );
  const { socket, port } = project.app;
  const path = project.visits[0]?.path ?? '/';
  // On a desk there is no /srv or /run to put a socket in: it stands in the project's folder.
  const near = socket === null ? null : socket.slice(socket.lastIndexOf('/') + 1);
  const ask =
    near === null ? `curl -i http://127.0.0.1:${port}${path}` : `curl -i --unix-socket ${near} http://localhost${path}`;
  return {
    start: nearby(start, socket, near),
    ask,
    deploy: deploy(project),
    visits: visits.length > 0 ? visits : ['curl -i http://localhost/'],
  };
}

function nearby(start: string, socket: string | null, near: string | null): string {
  if (socket === null || near === null) return start;
  if (start.includes(socket)) return start.replaceAll(socket, near);
  return start.replace(/^gunicorn\b/, `gunicorn -b unix:${near}`);
}

/** From a bare machine to a site, as its administrator types it in the project's folder. */
function deploy(project: Project): string[] {
  const { app, own } = project;
  const venv = `${app.home}/${venvOf(project.app)}`;
  const unit = app.unit?.name ?? `${project.name}.service`;
  const others = Object.keys(own).filter(isBrought);
  const elsewhere = app.unit !== null && !app.unit.executable.startsWith(`${app.home}/`);
  return [
    'sudo apt install nginx python3-venv',
    `sudo mkdir -p ${app.home} && sudo cp -r . ${app.home} && sudo chown -R ${app.user} ${app.home}`,
    `sudo -u ${app.user} python3 -m venv ${venv}`,
    `sudo -u ${app.user} ${venv}/bin/pip install -r ${app.home}/requirements.txt`,
    ...others.map((path) => `sudo install -D -m 644 ${path} ${path.slice('root'.length)}`),
    ...(elsewhere
      ? [
          ...(app.unit.executable.startsWith('/usr/') ? [] : [`sudo install -d ${directoryOf(app.unit.executable)}`]),
          `sudo ln -s ${venv}/bin/${app.program} ${app.unit.executable}`,
        ]
      : []),
    'sudo cp systemd/* /etc/systemd/system/',
    'sudo systemctl daemon-reload',
    `sudo systemctl enable --now ${unit}`,
    ...nginxCommands(own),
    'sudo nginx -t && sudo systemctl reload nginx',
  ];
}

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

function nginxCommands(own: Project['own']): string[] {
  const mine = Object.keys(own).some((path) => path.startsWith('nginx/'));
  const sites = mine ? sitesOf(own) : ['diner'];
  const copied = mine ? 'sudo cp -r nginx/. /etc/nginx/' : `sudo cp ${ADDED} /etc/nginx/sites-available/diner`;
  const linked = sites.filter((name) => own[`nginx/sites-enabled/${name}`] === undefined);
  return [
    copied,
    ...linked.map((name) => `sudo ln -sf /etc/nginx/sites-available/${name} /etc/nginx/sites-enabled/`),
    ...(sites.length > 0 && !sites.includes('default') ? ['sudo rm -f /etc/nginx/sites-enabled/default'] : []),
  ];
}

function english(project: Project, p: Parts): string {
  return `# ${project.name}

Yours, from the Gateway Diner. Everything here is an ordinary project: no part of the sandbox is in it.

## Try it

${block([`python3 -m venv ${venvOf(project.app)}`, `. ${venvOf(project.app)}/bin/activate`, 'pip install -r requirements.txt', p.start])}
In a second terminal: \`${p.ask}\`.

## With Docker

${block(['docker compose up --build', `curl -i http://localhost:8080${project.visits[0]?.path ?? '/'}`])}
## On a server (Debian or Ubuntu)

${block(p.deploy)}
The unit runs as \`${project.app.user}\`: change \`User=\` where your machine has no such account. For HTTPS, once a name
points to the machine: \`sudo apt install certbot python3-certbot-nginx && sudo certbot --nginx\`.

## Visit it as the lesson's customers did

${block(p.visits)}${missing(project, {
    kitchen:
      'The app imports `diner`, the kitchen of the sandbox: a real machine has none. Put your own database or service in its place.',
    server:
      'The lesson started its app by other means than gunicorn or uvicorn; the files here start it with gunicorn.',
    certificate:
      'The site reads a certificate that is not in this folder: get one for your own name first (see above), or leave the lines about `ssl` out until then.',
  })}`;
}

function chinese(project: Project, p: Parts): string {
  return `# ${project.name}

這是你從「閘道食堂」打包回家的專案。裡面都是一般的檔案，跟沙盒無關，拿到哪裡都能跑。

## 先在自己的電腦跑跑看

${block([`python3 -m venv ${venvOf(project.app)}`, `. ${venvOf(project.app)}/bin/activate`, 'pip install -r requirements.txt', p.start])}
另開一個終端機：\`${p.ask}\`。

## 用 Docker

${block(['docker compose up --build', `curl -i http://localhost:8080${project.visits[0]?.path ?? '/'}`])}
## 放上伺服器（Debian 或 Ubuntu）

${block(p.deploy)}
服務以 \`${project.app.user}\` 的身分執行；機器上沒有這個帳號的話，請改 \`User=\`。等網域指到這台機器之後，就能申請憑證：
\`sudo apt install certbot python3-certbot-nginx && sudo certbot --nginx\`。

## 像課程裡的客人那樣上門

${block(p.visits)}${missing(project, {
    kitchen: '程式匯入了沙盒的廚房 `diner`，真的機器上沒有這個模組，請換成你自己的資料庫或服務。',
    server: '課程裡的程式不是用 gunicorn 或 uvicorn 啟動的；這裡附的檔案改用 gunicorn 啟動。',
    certificate:
      '網站設定會讀一張憑證，這個資料夾裡沒有。請先替自己的網域申請一張（見上文），申請到之前先拿掉 `ssl` 那幾行。',
  })}`;
}

const missing = ({ missing: list }: Project, words: Readonly<Record<Project['missing'][number], string>>): string =>
  list.length === 0 ? '' : `\n${list.map((one) => `> ${words[one]}\n`).join('')}`;

export function readme(project: Project, start: string, language: Language): string {
  const p = parts(project, start);
  return language === 'en' ? english(project, p) : chinese(project, p);
}
