from myproject import app

print(f"wsgi.py is read, and its name is {__name__}", flush=True)

if __name__ == "__main__":
    app.run()
