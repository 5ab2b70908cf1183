sudo ln -s /etc/systemd/system/diner.service /etc/systemd/system/multi-user.target.wants/diner.service
sudo systemctl daemon-reload
sudo systemctl start diner
sudo systemctl reboot
#wait 14
