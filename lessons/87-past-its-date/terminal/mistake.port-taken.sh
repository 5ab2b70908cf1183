sudo certbot renew
