/** The release that this folder imitates. */
export const VERSION = '0.54.0';
