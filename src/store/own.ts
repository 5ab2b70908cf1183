/** What turns Markdown into a lesson's words: fetched when somebody writes one. */
export const loadReader = async () => (await import('../course/markdown/index.ts')).readLesson;
export type Reader = Awaited<ReturnType<typeof loadReader>>;
