sudo sed -i 's/X-Forwarded-Proto .*/X-Forwarded-Proto https;\n        if ($http_x_forwarded_proto != https) { return 301 https:\/\/$host$request_uri; }/' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl reload nginx
