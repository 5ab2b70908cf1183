chmod 755 /srv/diner/static
sudo sed -i 's#alias /srv/diner/static/#alias /srv/diner/static#' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl reload nginx
