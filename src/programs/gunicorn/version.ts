/** The version that this program imitates. */
export const VERSION = '26.2.0';
export const SERVER_SOFTWARE = `gunicorn/${VERSION}`;
