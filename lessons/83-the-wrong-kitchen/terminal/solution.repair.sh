journalctl -u diner -n 8
sudo sed -i 's#^WorkingDirectory=.*#WorkingDirectory=/srv/diner#' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
