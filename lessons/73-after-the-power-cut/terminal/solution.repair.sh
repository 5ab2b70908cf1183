systemctl is-enabled diner
sudo systemctl enable --now diner
sudo reboot
#wait 14
