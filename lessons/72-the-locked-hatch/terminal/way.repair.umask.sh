sudo sed -i 's/ -m 007//' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
