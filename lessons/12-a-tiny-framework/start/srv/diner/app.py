from diner import Diner

app = Diner()


@app.route("/burger")
def burger(request):
    return "one burger\n"


@app.route("/fries")
def fries(request):
    salt = request.query.get("salt", "normal")
    return f"fries, salt: {salt}\n"
