sudo sed -i 's/:8001/:8000/' /etc/systemd/system/diner.service
sudo systemctl restart diner
