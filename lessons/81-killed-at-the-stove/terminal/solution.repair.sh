journalctl -u diner -n 5
sudo sed -i 's/--timeout 2 /--timeout 30 /' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
#wait 14
