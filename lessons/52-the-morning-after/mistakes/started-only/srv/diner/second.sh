systemctl start diner
