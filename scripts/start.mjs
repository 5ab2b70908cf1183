// `npm start`: installs what is missing and serves the app for development; Vite prints the address.
// Further arguments go to Vite: `npm start -- --port 5000`.
import { spawn } from 'node:child_process';
import { ensureInstalled, root } from './tools.mjs';

if (!ensureInstalled()) {
  console.error('The packages could not be installed; see the messages of npm above.');
  process.exit(1);
}
process.chdir(root);
// Beside it, since the page needs none of them to start.
spawn(process.execPath, ['scripts/frameworks.mjs'], { stdio: 'inherit' });
// Vite's own command, in this very process: it reads our arguments, and whoever stops us stops it.
await import(new URL('../node_modules/vite/bin/vite.js', import.meta.url).href);
