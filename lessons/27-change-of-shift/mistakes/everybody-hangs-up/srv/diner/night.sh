# as root, once the diner is open
sleep 2
cp new.py app.py
pkill -HUP gunicorn
