sudo tail -2 /var/log/nginx/error.log
sudo sed -i 's/proxy_read_timeout 2s/proxy_read_timeout 20s/' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl reload nginx
#wait 14
