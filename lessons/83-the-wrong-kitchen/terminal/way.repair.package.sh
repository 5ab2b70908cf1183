sudo sed -i 's#app:app#diner.app:app#' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
