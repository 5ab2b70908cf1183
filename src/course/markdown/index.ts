export { compileLesson } from './compile.ts';
export { LessonTextError } from './directives.ts';
