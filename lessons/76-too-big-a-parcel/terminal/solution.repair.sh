sudo tail -3 /var/log/nginx/error.log
sudo sed -i 's/16k/64k/' /etc/nginx/conf.d/limits.conf
sudo nginx -t && sudo systemctl reload nginx
#wait 6
