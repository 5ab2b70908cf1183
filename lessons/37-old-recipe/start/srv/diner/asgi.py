import app as old

app = old.app
