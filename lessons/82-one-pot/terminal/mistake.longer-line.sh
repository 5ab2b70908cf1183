sudo sed -i 's/-w 1/-w 1 --backlog 4096/' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
#wait 9
