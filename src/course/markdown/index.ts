export { compileLesson, readLesson, type TextProblem } from './compile.ts';
