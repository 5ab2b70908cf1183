// Which Python packages are fetched, at which version, and what of them a simulated server has no use for.

/**
 * @typedef {object} Wanted
 * @property {string} name as the index knows it
 * @property {string} version
 * @property {string} debian the Debian package that has it too, at Debian's version
 * @property {RegExp} [without] files that are left out
 * @property {RegExp} [empty] files that only import what is left out, or cannot run here: packed without their text
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
  // Servers, at the versions of the recordings where nothing newer is recorded (fidelity/README.md).
  { name: 'waitress', version: '2.1.2', debian: 'python3-waitress' },
  { name: 'cheroot', version: '9.0.0', debian: 'python3-cheroot' },
  { name: 'jaraco_functools', version: '4.4.0', debian: 'python3-jaraco.functools' },
  { name: 'more_itertools', version: '10.8.0', debian: 'python3-more-itertools' },
  { name: 'six', version: '1.17.0', debian: 'python3-six' },
  { name: 'tornado', version: '6.2', debian: 'python3-tornado' },
  {
    name: 'twisted',
    version: '26.4.0',
    debian: 'python3-twisted',
    // Other protocols than the web's, and what only its own developers run.
    without:
      /^twisted\/(conch|mail|names|pair|trial|words|newsfragments)\/|^twisted\/plugins\/(?!__init__|twisted_(core|reactors|web)\.)/,
  },
  { name: 'zope_interface', version: '8.6', debian: 'python3-zope.interface' },
  { name: 'attrs', version: '26.1.0', debian: 'python3-attr' },
  { name: 'automat', version: '25.4.16', debian: 'python3-automat', without: /^automat\/_test\// },
  { name: 'constantly', version: '23.10.4', debian: 'python3-constantly' },
  { name: 'hyperlink', version: '21.0.0', debian: 'python3-hyperlink' },
  { name: 'incremental', version: '24.11.0', debian: 'python3-incremental' },
  { name: 'packaging', version: '26.3', debian: 'python3-packaging' },
  { name: 'hypercorn', version: '0.13.2', debian: 'python3-hypercorn' },
  { name: 'h11', version: '0.16.0', debian: 'python3-h11' },
  { name: 'h2', version: '4.4.1', debian: 'python3-h2' },
  { name: 'hpack', version: '4.2.0', debian: 'python3-hpack' },
  { name: 'hyperframe', version: '6.1.0', debian: 'python3-hyperframe' },
  { name: 'priority', version: '2.0.0', debian: 'python3-priority' },
  { name: 'wsproto', version: '1.3.2', debian: 'python3-wsproto' },
  { name: 'toml', version: '0.10.2', debian: 'python3-toml' },
  { name: 'daphne', version: '4.0.0', debian: 'python3-daphne' },
  {
    name: 'autobahn',
    version: '22.7.1',
    debian: 'python3-autobahn',
    // Daphne uses its WebSockets alone; WAMP's authentication wants compiled cryptography.
    without: /^autobahn\/(xbr|nvx|asset|asyncio|__main__)\b/,
    empty: /^autobahn\/twisted\/__init__\.py$/,
  },
  { name: 'txaio', version: '21.2.1', debian: 'python3-txaio' },
];

/** Never packed: nothing of it can run here, or it says nothing about the package. */
export const NEVER =
  /\.(so|pyd|pyi|c|pyc)$|(^|\/)(__pycache__|tests?|testing)\/(?!__init__)|(^|\/)(RECORD|INSTALLER|REQUESTED|WHEEL)$/;
