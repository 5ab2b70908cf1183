# as root, once the diner is open
sleep 2
cp new.py app.py
kill $(cat gunicorn.pid)
sleep 1
gunicorn --pid gunicorn.pid app:app &
