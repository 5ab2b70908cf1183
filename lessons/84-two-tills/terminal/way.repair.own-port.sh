sudo sed -i 's/:8000/:8001/' /etc/systemd/system/diner.service
sudo sed -i 's/:8000/:8001/' /etc/nginx/sites-available/diner
sudo systemctl daemon-reload
sudo systemctl restart diner
sudo nginx -t && sudo systemctl reload nginx
sudo reboot
#wait 14
