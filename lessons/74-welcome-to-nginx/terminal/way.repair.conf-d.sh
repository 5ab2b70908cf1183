sudo cp /etc/nginx/sites-available/diner /etc/nginx/conf.d/diner.conf
sudo nginx -t && sudo systemctl reload nginx
