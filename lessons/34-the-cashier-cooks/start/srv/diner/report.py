def report():
    total = 0
    for n in range(120_000):
        total += n * n
    return f"total {total}\n"
