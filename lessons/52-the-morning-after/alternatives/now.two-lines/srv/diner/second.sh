systemctl enable diner
systemctl start diner
