sudo mkdir -p /etc/systemd/system/diner.service.d
sudo tee /etc/systemd/system/diner.service.d/path.conf > /dev/null <<'END'
[Service]
ExecStart=
ExecStart=/usr/bin/gunicorn -w 2 -b 127.0.0.1:8000 app:app
END
sudo systemctl daemon-reload
sudo systemctl restart diner
