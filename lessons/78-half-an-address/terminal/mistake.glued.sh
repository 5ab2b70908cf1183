sudo sed -i 's#:8000/;#:8000/api;#' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl reload nginx
