systemctl start diner
systemctl enable diner
