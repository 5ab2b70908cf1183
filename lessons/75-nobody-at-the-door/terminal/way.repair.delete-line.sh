sudo sed -i '/proxy_set_headers/d; s/:8000$/:8000;/' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl restart nginx
