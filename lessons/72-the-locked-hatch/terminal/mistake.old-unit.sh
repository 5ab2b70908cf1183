sudo sed -i 's/^Group=.*/Group=www-data/' /etc/systemd/system/diner.service
sudo systemctl restart diner
