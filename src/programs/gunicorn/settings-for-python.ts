/** The settings as the Python side knows them (gd/servers/gunicorn_cfg.py). */
import type { GuestValue } from '../../machine/guest-port.ts';
import type { Config } from './config.ts';
import { SETTINGS } from './settings/index.ts';
import { Callable, isDict, isList, Other, type Value } from './value.ts';

/** All of them by name: `{t: …}` for what only the configuration file's own objects can be. */
export const settingsForPython = (config: Config): GuestValue =>
  Object.fromEntries(SETTINGS.map(({ name }) => [name, encoded(config.get(name))]));

function encoded(value: Value): GuestValue {
  if (value instanceof Callable || value instanceof Other) return { t: 'own' };
  if (isList(value)) return value.map(encoded);
  if (!isDict(value)) return value;
  return { t: 'dict', v: Object.fromEntries(Object.entries(value).map(([k, v]) => [k, encoded(v)])) };
}
