systemctl enable --now diner
