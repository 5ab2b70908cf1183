/** The programs of extras-slot.ts. The build makes a script of its own of this file (scripts/vite-sandbox.ts). */
import { acmeServer, CA_HOST, STAGING_HOST } from '../programs/acme/index.ts';
import { a2disconf, a2dismod, a2dissite, a2enconf, a2enmod, a2ensite, apachectl } from '../programs/apache/admin.ts';
import { apt, dpkg } from '../programs/apt/index.ts';
import { apache2 } from '../programs/apache/index.ts';
import { ab, hey, wrk } from '../programs/bench/index.ts';
import { certbot } from '../programs/certbot/index.ts';
import { browserClient } from '../programs/client/browser/index.ts';
import { moreCoreutils } from '../programs/coreutils/more/index.ts';
import { curl, wget } from '../programs/curl/index.ts';
import { nano, vim } from '../programs/editor/index.ts';
import { fcgiwrap } from '../programs/fcgiwrap/index.ts';
import { lighttpd } from '../programs/lighttpd/index.ts';
import { updateCaCertificates } from '../programs/openssl/ca-certificates.ts';
import { openssl } from '../programs/openssl/index.ts';
import { pip } from '../programs/pip/index.ts';
import { systemd, systemdManager } from '../programs/systemd/index.ts';
import { uwsgi } from '../programs/uwsgi/index.ts';
import type { Extras } from './extras-slot.ts';
import { COMPLETIONS } from './files/completions.ts';
import { MANUALS } from './files/manuals.ts';

export const EXTRAS: Extras = {
  programs: {
    curl,
    wget,
    apt,
    'apt-get': apt,
    dpkg,
    nano,
    vim,
    vi: vim,
    editor: nano,
    pip,
    pip3: pip,
    uwsgi,
    ab,
    hey,
    wrk,
    openssl,
    certbot,
    apache2,
    apachectl,
    apache2ctl: apachectl,
    a2ensite,
    a2dissite,
    a2enmod,
    a2dismod,
    a2enconf,
    a2disconf,
    fcgiwrap,
    lighttpd,
    'update-ca-certificates': updateCaCertificates,
    ...moreCoreutils,
    ...systemd,
  },
  manager: systemdManager,
  browser: browserClient,
  completions: COMPLETIONS,
  manuals: MANUALS,
  authority: { server: acmeServer, names: [CA_HOST, STAGING_HOST] },
};
