ls -l /etc/nginx/sites-enabled
sudo ln -s /etc/nginx/sites-available/diner /etc/nginx/sites-enabled/
sudo nginx -t && sudo systemctl reload nginx
