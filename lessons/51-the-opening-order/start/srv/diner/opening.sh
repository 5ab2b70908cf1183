systemctl start diner
sleep 2
systemctl status diner
