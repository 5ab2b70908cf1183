sudo sed -i 's#^ExecStart=\(.*\)#ExecStart=/bin/sh -c "set -a; . /srv/diner/.env; exec \1"#' /etc/systemd/system/diner.service
sudo systemctl daemon-reload
sudo systemctl restart diner
