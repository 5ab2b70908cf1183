sudo sed -i 's/include proxy_params;/include proxy_params;\n        client_max_body_size 50k;/' /etc/nginx/sites-available/diner
sudo nginx -t && sudo systemctl reload nginx
#wait 6
