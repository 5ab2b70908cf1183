sudo systemctl stop tasting
sudo rm /etc/systemd/system/multi-user.target.wants/tasting.service
sudo rm /etc/systemd/system/tasting.service
sudo systemctl daemon-reload
sudo systemctl restart diner
sudo reboot
#wait 14
