sed -i 's#"/api/menu"#"/menu"#' /srv/diner/app.py
