/** "Take it home": a lesson's files as a project for a real machine. */
export { projectFiles, startCommand } from './files.ts';
export { makeProject, type Project, type ProjectSource, type Texts } from './project.ts';
export type { Language } from './readme.ts';
export { zipProject } from './zip.ts';
