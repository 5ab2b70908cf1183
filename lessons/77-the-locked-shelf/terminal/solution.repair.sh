sudo tail -1 /var/log/nginx/error.log
namei -l /srv/diner/static/menu.txt
chmod 755 /srv/diner/static
