curl -sI https://diner.example/
sudo openssl x509 -in /etc/letsencrypt/live/diner.example/cert.pem -noout -dates
sudo certbot --nginx -d diner.example -n
sudo certbot renew --dry-run
