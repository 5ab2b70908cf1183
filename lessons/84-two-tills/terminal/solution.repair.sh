sudo ss -ltnp
sudo systemctl disable --now tasting
sudo systemctl restart diner
sudo reboot
#wait 14
