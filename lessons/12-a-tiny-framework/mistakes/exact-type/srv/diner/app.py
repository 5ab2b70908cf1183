from diner import Diner, Response

app = Diner()


@app.route("/burger")
def burger(request):
    return "one burger\n"


@app.route("/fries")
def fries(request):
    salt = request.query.get("salt", "normal")
    return f"fries, salt: {salt}\n"


@app.route("/soup")
def soup(request):
    return Response("sold out\n", "410 Gone")
