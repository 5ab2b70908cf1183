# Written years ago, for a server of its own.


class Order:
    def __init__(self, path, wishes):
        self.path = path
        self.wishes = wishes


def cook(order):
    if order.path == "/burger":
        return 200, "one burger\n"
    if order.path == "/fries":
        salt = order.wishes.get("salt", "normal")
        return 200, f"fries, salt: {salt}\n"
    return 404, "not on the menu\n"
