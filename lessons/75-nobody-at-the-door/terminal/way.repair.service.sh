sudo sed -i 's/:8000$/:8000;/; s/proxy_set_headers/proxy_set_header/' /etc/nginx/sites-available/diner
sudo service nginx start
