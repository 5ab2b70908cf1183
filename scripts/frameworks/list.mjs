// Which Python packages are fetched, at which version, and what of them a simulated server has no use for.

/**
 * @typedef {object} Wanted
 * @property {string} name as the index knows it
 * @property {string} version
 * @property {string} debian the Debian package that has it too, at Debian's version
 * @property {RegExp} [without] files that are left out
 */

/** @type {readonly Wanted[]} */
export const WANTED = [
  { name: 'flask', version: '3.1.3', debian: 'python3-flask' },
  { name: 'werkzeug', version: '3.1.9', debian: 'python3-werkzeug', without: /debug\/shared\/.*\.png$/ },
  { name: 'jinja2', version: '3.1.6', debian: 'python3-jinja2' },
  { name: 'markupsafe', version: '3.0.3', debian: 'python3-markupsafe' },
  { name: 'itsdangerous', version: '2.2.0', debian: 'python3-itsdangerous' },
  { name: 'click', version: '8.5.0', debian: 'python3-click' },
  { name: 'blinker', version: '1.9.0', debian: 'python3-blinker' },
  { name: 'starlette', version: '1.7.0', debian: 'python3-starlette' },
  { name: 'anyio', version: '4.15.1', debian: 'python3-anyio' },
  { name: 'sniffio', version: '1.3.1', debian: 'python3-sniffio' },
  { name: 'idna', version: '3.20', debian: 'python3-idna' },
  { name: 'typing_extensions', version: '4.16.0', debian: 'python3-typing-extensions' },
  {
    name: 'django',
    version: '5.2.17',
    debian: 'python3-django',
    // Languages but English and Chinese, maps, and what only a browser reads.
    without:
      /\.po$|\/locale\/(?!en\/|zh_Hant\/|__init__)|^django\/contrib\/gis\/|\/static\/admin\/(fonts|js\/vendor|img)\/|\/admindocs\//,
  },
  { name: 'asgiref', version: '3.12.1', debian: 'python3-asgiref' },
  { name: 'sqlparse', version: '0.6.0', debian: 'python3-sqlparse' },
  // Debian's Django 3.2 wants it; today's does not.
  { name: 'pytz', version: '', debian: 'python3-tz' },
  { name: 'waitress', version: '3.0.2', debian: 'python3-waitress' },
];

/** Never packed: nothing of it can run here, or it says nothing about the package. */
export const NEVER =
  /\.(so|pyd|pyi|c|pyc)$|(^|\/)(__pycache__|tests?|testing)\/(?!__init__)|(^|\/)(RECORD|INSTALLER|REQUESTED|WHEEL)$/;
