sudo certbot renew --nginx
sudo certbot renew --dry-run
