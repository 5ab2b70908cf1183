sudo rm /etc/nginx/sites-enabled/default
sudo systemctl reload nginx
