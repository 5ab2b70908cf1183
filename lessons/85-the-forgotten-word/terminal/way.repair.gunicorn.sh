sudo sed -i 's#gunicorn -w#gunicorn --env DINER_TOWN=Tainan -w#' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
