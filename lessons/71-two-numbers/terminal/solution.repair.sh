ss -ltn
sudo sed -i 's/127.0.0.1:8000/127.0.0.1:8001/' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl reload nginx
