import type { Program } from '../../../machine/world.ts';
import { completionsOf, manPage } from '../manual.ts';
import { accountTools } from '../accounts.ts';
import { awkTools } from '../awk/index.ts';
import { compareTools } from '../compare.ts';
import { reachTools } from '../reach.ts';
import { sedTool } from '../sed.ts';
import type { Tool } from '../tool.ts';
import { columnTools } from './columns.ts';
import { digestTools } from './digests.ts';
import { dumpTools } from './dump.ts';
import { listTools } from './lists.ts';
import { pathTools } from './paths.ts';
import { smallTools } from './small.ts';

/** Small tools that are typed now and then: they come with the second script (scenario/extras.ts). */
const TOOLS: readonly Tool[] = [
  sedTool,
  ...awkTools,
  ...compareTools,
  ...reachTools,
  ...accountTools,
  ...pathTools,
  ...digestTools,
  ...columnTools,
  ...listTools,
  ...dumpTools,
  ...smallTools,
];

export const moreCoreutils: Readonly<Record<string, Program>> = Object.fromEntries(
  TOOLS.map((t) => [t.manual.name, t.program]),
);

export const moreCompletions = completionsOf(TOOLS.map((tool) => tool.manual));

/** What `man` shows of each, by its file's name. */
export const morePages: Readonly<Record<string, string>> = Object.fromEntries(
  TOOLS.map(({ manual }) => [`man1/${manual.name}.1`, manPage(manual)]),
);
