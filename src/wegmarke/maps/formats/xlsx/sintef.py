def is_sintef(g):
    return False


def read_sintef(g): ...
