import type { WorkerHistory } from './model.ts';

/** An event loop: one thread for any number of tasks, which it parks at an await. */
export const isLoop = ({ workerClass, program }: WorkerHistory): boolean =>
  /asgi|uvicorn|asyncio|daphne|hypercorn/i.test(`${workerClass} ${program}`);

/** No number of requests is the most that it has in hand: a loop, or greenlets. */
export const takesAny = (worker: WorkerHistory): boolean =>
  isLoop(worker) || /gevent|eventlet|tornado/i.test(worker.workerClass);
