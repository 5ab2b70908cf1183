export { compileLesson } from './compile.ts';
