echo 'workers = 3' > /srv/diner/gunicorn.conf.py
sudo sed -i 's/-w 1 //' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
#wait 12
