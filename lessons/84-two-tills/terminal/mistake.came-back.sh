sudo systemctl stop tasting
sudo systemctl restart diner
sleep 3
sudo reboot
#wait 16
