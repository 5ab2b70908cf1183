sudo sed -i 's/-w 1/-w 3/' /etc/systemd/system/diner.service
sudo systemctl restart diner
#wait 6
