systemctl start diner
systemctl enable diner
sleep 3
reboot
