sudo sed -i 's#^WorkingDirectory=.*#&\nEnvironment=DINER_TOWN=Tainan#' /etc/systemd/system/diner.service
sudo systemctl restart diner
