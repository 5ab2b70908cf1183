sudo chmod 777 /run/diner/diner.sock
