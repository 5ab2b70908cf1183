sudo sed -i 's#/usr/local/bin#/usr/bin#' /etc/systemd/system/diner.service
sudo systemctl restart diner
