# as root, once the diner is open
sleep 2
cp new.py app.py
kill -USR2 $(cat gunicorn.pid)
sleep 1
kill -TERM $(cat gunicorn.pid)
