// Says which Node runs, and stops with the reason where it is too old: the Python guest needs JSPI
// (WebAssembly.Suspending), which Node has since 24. The newer Node is the dev dependency `node`: npm puts
// node_modules/.bin first on the PATH of its scripts, so this very line normally runs under it.
if ('Suspending' in WebAssembly) {
  console.log(`node ${process.version} (JSPI: yes)`);
} else {
  console.error(
    `node ${process.version} has no JSPI, and the project's own Node 24 was not found in node_modules/.bin.\n` +
      'Run `npm ci` (without --ignore-scripts), and start this through npm: `npm run unit`.',
  );
  process.exit(1);
}
