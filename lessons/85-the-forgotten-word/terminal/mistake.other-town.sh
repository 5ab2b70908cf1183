sed -i 's/os.environ\["DINER_TOWN"\]/os.environ.get("DINER_TOWN", "somewhere")/' /srv/diner/app.py
sudo systemctl restart diner
