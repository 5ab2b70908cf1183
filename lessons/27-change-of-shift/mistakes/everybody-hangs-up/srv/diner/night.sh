# run by root, as soon as the diner is open
sleep 2
cp new.py app.py
pkill -HUP gunicorn
