sudo sed -i 's/127.0.0.1:8000/127.0.0.1:8001/' /etc/nginx/sites-available/diner
