sed -i 's/sleep(4 /sleep(1 /' /srv/diner/app.py
sudo systemctl restart diner
#wait 14
