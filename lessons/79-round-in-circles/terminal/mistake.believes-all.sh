sudo sed -i 's/X-Forwarded-Proto .*/X-Forwarded-Proto https;/' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl reload nginx
