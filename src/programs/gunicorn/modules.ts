/** Which Python modules there are, beside gunicorn's own: for names of classes in the settings. */
import type { Sys } from '../../machine/sys.ts';
import { hasPackage } from '../../machine/venv.ts';
import type { Loaded } from './loader.ts';

export interface Modules {
  /** Of the project: `worker` for its file worker.py or its directory worker. */
  readonly project: (module: string) => boolean;
  /** Installed for the machine's Python. */
  readonly installed: (name: string) => boolean;
}

export const modulesOf = (sys: Sys, { paths }: Loaded): Modules => ({
  project: (module) =>
    paths.some((dir) => [`${dir}/${module}.py`, `${dir}/${module}`].some((path) => sys.fs.exists(path))),
  installed: (name) => hasPackage(sys, name),
});
