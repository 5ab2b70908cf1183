sudo certbot certonly --webroot -w /var/www/html -d diner.example -n --deploy-hook "systemctl reload nginx"
sudo certbot renew --dry-run
