sudo sed -i 's/--timeout 2 /--timeout 2 --threads 4 /' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
#wait 14
