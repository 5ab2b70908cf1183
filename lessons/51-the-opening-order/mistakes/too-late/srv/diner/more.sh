systemctl start diner
sleep 2
sed -i 's/--workers 1/--workers 3/' /etc/systemd/system/diner.service
systemctl restart diner
systemctl daemon-reload
sleep 2
systemctl status diner
