sudo mkdir -p /usr/local/bin
sudo ln -s /usr/bin/gunicorn /usr/local/bin/gunicorn
sudo systemctl restart diner
