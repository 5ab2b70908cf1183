sudo sed -i 's#unix:/run/diner/diner.sock -m 007#127.0.0.1:8000#' /etc/systemd/system/diner.service
sudo sed -i 's#http://unix:/run/diner/diner.sock#http://127.0.0.1:8000#' /etc/nginx/sites-available/diner
sudo systemctl daemon-reload
sudo systemctl restart diner
sudo nginx -t && sudo systemctl reload nginx
sudo systemctl restart diner
