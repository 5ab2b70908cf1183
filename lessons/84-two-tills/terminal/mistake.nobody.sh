sudo systemctl stop tasting diner
