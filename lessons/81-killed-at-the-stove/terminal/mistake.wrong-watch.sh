sudo sed -i 's/include proxy_params;/&\n        proxy_read_timeout 120s;/' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl reload nginx
#wait 6
