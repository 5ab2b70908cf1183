sudo sed -i 's#^WorkingDirectory=.*#WorkingDirectory=/srv/diner#' /etc/systemd/system/diner.service
sudo systemctl restart diner
