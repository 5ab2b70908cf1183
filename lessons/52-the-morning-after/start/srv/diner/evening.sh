systemctl start diner
sleep 3
reboot
