# as root, once the diner is open
sleep 2
cp new.py app.py
sleep 1
kill -s HUP $(cat gunicorn.pid)
