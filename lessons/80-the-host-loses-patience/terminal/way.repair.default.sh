sudo sed -i '/proxy_read_timeout/d' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl reload nginx
#wait 14
