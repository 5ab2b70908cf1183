import { expect, it } from 'vitest';
import { nameOfMaster } from './masters.ts';

it('calls the process over the workers what its server calls it', () => {
  expect(['gunicorn', 'uwsgi', 'apache2', 'uvicorn'].map(nameOfMaster)).toEqual([
    'arbiter',
    'master',
    'parent',
    'parent',
  ]);
});
