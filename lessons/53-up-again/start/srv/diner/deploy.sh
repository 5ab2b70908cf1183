systemctl start diner
sleep 2
cp wsgi.py good.txt
echo 'import pomodoro' >> wsgi.py
systemctl restart diner
sleep 12
cp good.txt wsgi.py
sleep 8
journalctl -u diner | grep 'systemd\['
