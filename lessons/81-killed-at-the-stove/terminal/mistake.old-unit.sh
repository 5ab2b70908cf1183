sudo sed -i 's/--timeout 2 /--timeout 30 /' /etc/systemd/system/diner.service
sudo systemctl restart diner
#wait 6
