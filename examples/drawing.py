from argscope import add_arg_scope, arg_scope


@add_arg_scope
def draw(shape, color="black", width=1):
    return f"{shape}: {color}, {width}px"


with arg_scope([draw], color="red", width=3):
    assert draw("circle") == "circle: red, 3px"
    assert draw("square", color="blue") == "square: blue, 3px"  # the call wins

assert draw("circle") == "circle: black, 1px"

with arg_scope([draw], color="red", width=3) as bold:
    pass

with arg_scope(bold):
    assert draw("line") == "line: red, 3px"

print(bold)
