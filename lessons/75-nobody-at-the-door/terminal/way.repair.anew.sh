sudo rm /etc/nginx/sites-enabled/diner
echo 'server { listen 80; location / { proxy_pass http://127.0.0.1:8000; } }' | sudo tee /etc/nginx/conf.d/diner.conf
sudo systemctl start nginx
