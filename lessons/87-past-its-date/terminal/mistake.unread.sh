sudo certbot certonly --webroot -w /var/www/html -d diner.example -n
