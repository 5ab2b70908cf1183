/** The version of the package `pyodide`; part of the path, so that what was cached under it is never stale. */
export const PYTHON_VERSION = '314.0.7';

/** Where the build puts the archives of Python packages, below the site's root. */
/** Where the page keeps Python's own files for the next visit, with a service worker or without. */
export const PYTHON_CACHE = `gateway-diner-py-${PYTHON_VERSION}`;
export const PACKAGES_PATH = `py/${PYTHON_VERSION}/packages`;

/** What it takes to start Python, in the order in which it is used. The build copies these files. */
export const PYTHON_FILES = [
  'pyodide.mjs',
  'pyodide.asm.mjs',
  'pyodide.asm.wasm',
  'python_stdlib.zip',
  'pyodide-lock.json',
] as const;

export type PythonFile = (typeof PYTHON_FILES)[number];

/** The bytes of each file; a `Record`, so that none can be missing. */
export type PythonBytes = Readonly<Record<PythonFile, Blob>>;

/** Sizes on disk, for progress where the server compresses and so does not say the true length. */
export const PYTHON_SIZES: Readonly<Record<PythonFile, number>> = {
  'pyodide.mjs': 17_931,
  'pyodide.asm.mjs': 1_250_344,
  'pyodide.asm.wasm': 9_598_218,
  'python_stdlib.zip': 2_545_637,
  'pyodide-lock.json': 119_077,
};
