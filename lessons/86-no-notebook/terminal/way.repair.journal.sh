sudo sed -i 's#/var/log/diner/access.log#-#' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
