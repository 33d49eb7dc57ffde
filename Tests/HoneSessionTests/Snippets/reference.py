"""Runs each snippet of a file in Python; prints its output, or the type of its exception, as one JSON list."""
import ast, contextlib, io, json, sys

def run(source):
    out = io.StringIO()
    names = {}
    try:
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        with contextlib.redirect_stdout(out):
            exec(compile(tree, "snippet", "exec"), names)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), "snippet", "eval"), names)
                if value is not None:
                    print(repr(value))
    except Exception as error:
        return out.getvalue() + "raises " + type(error).__name__
    return out.getvalue()

snippets = []
for line in open(sys.argv[1], encoding="utf-8").read().split("\n"):
    if line.startswith("| "):
        snippets[-1] += "\n" + line[2:]
    elif line.strip() and not line.startswith("##"):
        snippets.append(line)
print(json.dumps([[s, run(s)] for s in snippets]))
