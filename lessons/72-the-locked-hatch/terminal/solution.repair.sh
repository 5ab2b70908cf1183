ls -l /run/diner
sudo sed -i 's/^Group=.*/Group=www-data/' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
