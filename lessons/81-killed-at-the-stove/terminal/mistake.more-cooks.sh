sudo sed -i 's/-w 2/-w 5/' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
#wait 6
