sudo sed -i 's#^WorkingDirectory=.*#&\nLogsDirectory=diner#' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
