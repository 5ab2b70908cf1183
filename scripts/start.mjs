// `npm start`: installs what is missing and serves the app for development; Vite prints the address.
// Further arguments go to Vite: `npm start -- --port 5000`.
import { ensureInstalled, run } from './tools.mjs';

if (!ensureInstalled()) {
  console.error('The packages could not be installed; see the messages of npm above.');
  process.exit(1);
}
process.exit(run('vite', process.argv.slice(2)) ? 0 : 1);
