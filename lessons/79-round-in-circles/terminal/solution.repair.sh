curl -si -H 'X-Forwarded-Proto: https' http://diner.example/soup
sudo sed -i 's/X-Forwarded-Proto .*/X-Forwarded-Proto $http_x_forwarded_proto;/' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl reload nginx
