sudo sed -i 's/^user .*/user root;/' /etc/nginx/nginx.conf
sudo systemctl restart nginx
