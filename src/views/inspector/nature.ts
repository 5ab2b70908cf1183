/** What stands behind a server's name here (docs/decisions/012): written in C it is a model, in Python mostly itself. */
const MODELS = new Set([
  'nginx',
  'gunicorn',
  'uvicorn',
  'uwsgi',
  'apache2',
  'lighttpd',
  'fcgiwrap',
  'gevent',
  'eventlet',
]);
const REAL = new Set([
  'cheroot',
  'daphne',
  'hypercorn',
  'tornado',
  'django',
  'twisted',
  'waitress',
  'werkzeug',
  'wsgiref',
]);

export const natureOf = (program: string): 'model' | 'real' | null =>
  MODELS.has(program) ? 'model' : REAL.has(program) ? 'real' : null;
