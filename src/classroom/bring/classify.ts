import type { Brought, FileRole } from './model.ts';

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What a file is for, by its name where that says it, else by what stands in it (as with a text that was pasted). */
export function roleOf({ path, text }: Brought): FileRole {
  const name = nameOf(path).toLowerCase();
  if (name.endsWith('.service') || (/^\s*\[Service\]/m.test(text) && /^\s*ExecStart\s*=/m.test(text))) return 'unit';
  if (/^gunicorn(?:[._-]conf(?:ig)?)?\.py$/.test(name)) return 'gunicorn';
  if (/^requirements[\w.-]*\.txt$/.test(name)) return 'requirements';
  if (name === 'procfile' || (!name.includes('.') && /^web:\s*\S/m.test(text))) return 'procfile';
  if (
    /^dockerfile(?:\.\w+)?$/.test(name) ||
    (!name.endsWith('.py') && /^FROM\s+\S+/m.test(text) && /^(?:CMD|ENTRYPOINT|RUN)\b/m.test(text))
  )
    return 'dockerfile';
  if (name.endsWith('.ini') && /^\s*\[uwsgi\]/m.test(text)) return 'uwsgi';
  if (name.endsWith('.py')) return 'python';
  const isText = !/\.(?:html?|css|js|json|md|ya?ml|toml|txt|sh|svg|xml)$/.test(name);
  if (isText && /^\s*(?:events|http)\s*\{/m.test(text)) return 'nginx';
  if (isText && /^\s*server\s*\{/m.test(text)) return 'site';
  return 'other';
}

/** The name under which a text that was pasted would stand in a folder. */
export function nameFor(text: string): string {
  const role = roleOf({ path: 'pasted', text });
  switch (role) {
    case 'unit':
      return 'app.service';
    case 'site':
      return 'site';
    case 'nginx':
      return 'nginx.conf';
    case 'procfile':
      return 'Procfile';
    case 'dockerfile':
      return 'Dockerfile';
    default:
      break;
  }
  if (/^\s*(?:import|from|def|async def|class)\s/m.test(text)) return 'app.py';
  if (/^\s*(?:bind|workers|worker_class|threads|timeout)\s*=/m.test(text)) return 'gunicorn.conf.py';
  if (isRequirements(text)) return 'requirements.txt';
  return 'app.py';
}

const REQUIREMENT = /^[A-Za-z][\w.-]*(?:\[[\w,]+\])?\s*(?:[=<>~!;@].*)?$/;

function isRequirements(text: string): boolean {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter(Boolean);
  return lines.length > 0 && lines.every((line) => line.startsWith('-r ') || REQUIREMENT.test(line));
}
