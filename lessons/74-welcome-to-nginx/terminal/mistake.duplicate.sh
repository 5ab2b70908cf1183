sudo sed -i 's/server_name _/server_name diner.example/' /etc/nginx/sites-available/default
sudo ln -s /etc/nginx/sites-available/diner /etc/nginx/sites-enabled/
sudo nginx -t && sudo systemctl reload nginx
