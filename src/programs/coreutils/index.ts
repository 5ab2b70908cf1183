import type { Program } from '../../machine/world.ts';
import { fileTools } from './files.ts';
import { searchTools } from './find.ts';
import { grepTool, variants } from './grep.ts';
import { headTail } from './headtail.ts';
import { loginTools } from './logins.ts';
import { lsTool } from './ls.ts';
import { completionsOf, type Manual } from './manual.ts';
import { makingTools } from './making.ts';
import { netTools } from './net.ts';
import { lessTool, manTool } from './pager.ts';
import { processTools } from './proctools.ts';
import { ps } from './ps.ts';
import { systemTools } from './system.ts';
import { wordTools } from './words.ts';
import { ownershipTools } from './ownership.ts';
import { dateTools } from './date.ts';
import { identityTools } from './identity.ts';
import { textTools } from './text.ts';
import type { Tool } from './tool.ts';

/**
 * The small tools of Debian 12 that a learner types: GNU coreutils 9.1, grep 3.8, sed 4.9, findutils 4.9, procps 4.0,
 * iproute2 6.1. Their manuals say what is modelled; options that are not are refused in the tool's own words.
 */
const TOOLS: readonly Tool[] = [
  lsTool,
  ...textTools,
  ...identityTools,
  ...dateTools,
  ...ownershipTools,
  ...wordTools,
  ...headTail,
  grepTool,
  ...variants,
  ...fileTools,
  ...makingTools,
  ...searchTools,
  ...systemTools,
  ...loginTools,
  ...processTools,
  ...netTools,
  lessTool,
  manTool(() => manuals),
];

/** What `man` knows. */
const manuals: readonly Manual[] = TOOLS.map((t) => t.manual);

export const coreutils: Readonly<Record<string, Program>> = {
  ps,
  ...Object.fromEntries(TOOLS.map((t) => [t.manual.name, t.program])),
};

/** For the shell's completion: from the same table. */
export const completions = completionsOf(manuals);
