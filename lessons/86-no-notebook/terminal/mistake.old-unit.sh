sudo sed -i 's#/var/log/diner/access.log#-#' /etc/systemd/system/diner.service
sudo systemctl restart diner
