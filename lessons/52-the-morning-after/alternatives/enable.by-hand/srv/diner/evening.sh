systemctl start diner
ln -s /etc/systemd/system/diner.service /etc/systemd/system/multi-user.target.wants/diner.service
sleep 3
reboot
