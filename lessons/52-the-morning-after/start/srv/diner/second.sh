systemctl enable diner
