sudo cp /etc/nginx/sites-available/diner /etc/nginx/sites-available/default
sudo nginx -t && sudo systemctl reload nginx
