certbot --nginx --non-interactive -d diner.example -d www.diner.example
