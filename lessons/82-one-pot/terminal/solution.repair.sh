ps aux | grep gunicorn
sudo sed -i 's/-w 1/-w 3/' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
#wait 12
