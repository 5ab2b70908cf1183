sudo usermod -aG ubuntu www-data
sudo systemctl restart nginx
sudo systemctl restart diner
