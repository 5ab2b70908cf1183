sudo sed -i 's/proxy_read_timeout 2s/proxy_read_timeout 20s/' /etc/nginx/sites-available/diner
#wait 6
