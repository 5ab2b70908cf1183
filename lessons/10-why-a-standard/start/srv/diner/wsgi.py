from kitchen import Order, cook

app = cook
