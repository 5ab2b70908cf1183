export DINER_TOWN=Tainan
sudo systemctl restart diner
