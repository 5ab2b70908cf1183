journalctl -u diner -n 6
sudo sed -i 's#^WorkingDirectory=.*#&\nEnvironmentFile=/srv/diner/.env#' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
