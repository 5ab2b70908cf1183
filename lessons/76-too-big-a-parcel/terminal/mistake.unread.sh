sudo sed -i 's/16k/64k/' /etc/nginx/conf.d/limits.conf
