sudo systemctl start diner
sleep 3
sudo reboot
#wait 14
