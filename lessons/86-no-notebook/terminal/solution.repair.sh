journalctl -u diner -n 6
sudo mkdir /var/log/diner
sudo chown ubuntu /var/log/diner
sudo systemctl restart diner
