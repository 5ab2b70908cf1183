import type { RunModel } from '../projections/model.ts';
import type { PathClass } from './stage/scene.ts';

/** The dishes that every lesson may order have a colour of their own; others take the free ones as they come. */
const KNOWN: Readonly<Record<string, PathClass>> = { '/burger': 'burger', '/fries': 'fries', '/report': 'report' };
const FREE: readonly PathClass[] = ['burger', 'fries', 'report'];

const pathOf = (target: string): string => target.split('?')[0] ?? target;

export function classifyPaths(model: RunModel): (target: string) => PathClass {
  const classes = new Map<string, PathClass>();
  const taken = new Set<PathClass>();
  for (const request of model.requests) {
    const path = pathOf(request.target);
    const known = KNOWN[path];
    if (known !== undefined) {
      classes.set(path, known);
      taken.add(known);
    }
  }
  for (const request of model.requests) {
    const path = pathOf(request.target);
    if (classes.has(path)) continue;
    if (request.file !== null || path.startsWith('/static/')) {
      classes.set(path, 'static');
      continue;
    }
    const free = FREE.find((candidate) => !taken.has(candidate)) ?? 'other';
    taken.add(free);
    classes.set(path, free);
  }
  return (target) => classes.get(pathOf(target)) ?? 'other';
}
