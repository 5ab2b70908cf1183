sudo sed -i 's/:8000$/:8000;/' /etc/nginx/sites-available/diner
sudo nginx -t
sudo systemctl start nginx
