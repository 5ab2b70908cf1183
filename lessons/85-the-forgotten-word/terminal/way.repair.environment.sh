sudo sed -i 's#^WorkingDirectory=.*#&\nEnvironment=DINER_TOWN=Tainan#' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
