sudo sed -i 's/listen 80;/listen 80;\n    client_max_body_size 50k;/' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl reload nginx
#wait 6
