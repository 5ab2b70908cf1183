sudo sed -i 's/16k/0/' /etc/nginx/conf.d/limits.conf
sudo nginx -t && sudo systemctl reload nginx
#wait 6
