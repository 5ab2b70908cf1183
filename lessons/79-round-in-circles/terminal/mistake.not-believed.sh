sudo sed -i 's/-w 2/-w 2 --forwarded-allow-ips=*/' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
