mkdir -p /etc/nginx/tls
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 \
    -keyout /etc/nginx/tls/diner.key -out /etc/nginx/tls/diner.crt \
    -subj /CN=diner.example -addext subjectAltName=DNS:diner.example
nginx
