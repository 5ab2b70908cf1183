systemctl start diner
sleep 2
kill -KILL $(systemctl show diner --property MainPID --value)
sleep 5
systemctl status diner
journalctl -u diner | grep 'systemd\['
