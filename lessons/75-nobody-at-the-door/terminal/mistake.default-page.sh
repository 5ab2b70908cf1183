sudo rm /etc/nginx/sites-enabled/diner
echo 'server { listen 80; root /var/www/html; }' | sudo tee /etc/nginx/conf.d/x.conf
sudo systemctl start nginx
