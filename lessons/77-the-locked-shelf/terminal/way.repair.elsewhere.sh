sudo mkdir -p /var/www/diner
sudo cp /srv/diner/static/menu.txt /var/www/diner/
sudo sed -i 's#alias .*#alias /var/www/diner/;#' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl reload nginx
