sudo mkdir /var/log/diner
sudo sed -i 's/^User=.*/User=root/' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
