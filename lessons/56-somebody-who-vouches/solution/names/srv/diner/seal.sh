certbot --nginx --non-interactive --agree-tos -m cook@diner.example -d diner.example -d www.diner.example
