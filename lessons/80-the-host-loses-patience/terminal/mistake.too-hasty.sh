sudo sed -i 's/proxy_read_timeout 2s/proxy_read_timeout 20ms/' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl reload nginx
#wait 6
