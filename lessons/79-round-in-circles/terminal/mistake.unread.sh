sudo sed -i '/X-Forwarded-Proto/d' /etc/nginx/sites-available/diner
