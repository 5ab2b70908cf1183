sudo chgrp www-data /srv/diner/static
chmod 750 /srv/diner/static
