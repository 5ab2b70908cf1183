def install(): pass
def finish(): pass
