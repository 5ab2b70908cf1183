sudo sed -i 's#gunicorn -w#gunicorn --chdir /srv/diner -w#' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
