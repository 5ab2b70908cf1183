/** Made by the build from the lesson folders (scripts/lessons/plugin.ts); course.ts says what it is. */
declare module 'virtual:course' {
  const made: unknown;
  export default made;
}
