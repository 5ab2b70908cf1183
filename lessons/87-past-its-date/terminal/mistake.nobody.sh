sudo systemctl stop nginx
sudo certbot renew
