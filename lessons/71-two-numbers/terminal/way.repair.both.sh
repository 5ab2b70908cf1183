sudo sed -i 's/-b 127.0.0.1:8001/-b 127.0.0.1:8001 -b 127.0.0.1:8000/' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
