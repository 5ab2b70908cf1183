sudo mkdir /var/log/diner
sudo systemctl restart diner
