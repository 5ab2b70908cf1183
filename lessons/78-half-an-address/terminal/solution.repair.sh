curl -s http://127.0.0.1:8000/api/menu
curl -s http://diner.example/api/menu
sudo sed -i 's#:8000/;#:8000;#' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl reload nginx
