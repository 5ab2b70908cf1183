# as root, once the diner is open
sleep 2
cp new.py app.py
kill -HUP $(cat gunicorn.pid)
sleep 1
kill -TTIN $(cat gunicorn.pid)
kill -TTIN $(cat gunicorn.pid)
