sudo sed -i 's/-w 2/-w 2 --timeout 120/' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
#wait 14
