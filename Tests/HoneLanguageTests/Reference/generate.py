"""Writes generated.txt and outside.txt with the Hypothesis library: `python3 generate.py` after `pip install hypothesis`.

generated.txt: programs within hone's grammar, each with the tree that Python's own parser builds of it (dump.py).
outside.txt: programs with one construct that hone leaves out, each with the byte offset where its refusal begins
and the sentence that it says.
Both are the same for the same version of Hypothesis.
"""

import ast
import hashlib
import json
import pathlib
import subprocess
import sys
import warnings

from hypothesis import HealthCheck, Phase, given, settings, strategies as st

FOLDER = pathlib.Path(__file__).parent
warnings.simplefilter("ignore")


def sometimes(strategy, otherwise=""):
    return st.one_of(st.just(otherwise), strategy)


def glued(*parts):
    return st.tuples(*(st.just(p) if isinstance(p, str) else p for p in parts)).map("".join)


def separated(strategy, least, most, comma=", "):
    return st.lists(strategy, min_size=least, max_size=most).map(comma.join)


NAMES = st.sampled_from(["a", "b", "x", "été", "_n", "Out", "match", "type", "case", "print", "変数"])
NUMBERS = st.sampled_from([
    "0", "1", "42", "1_000", "0x1F", "0o17", "0b1_01", "9223372036854775807", "1.5", ".5", "5.", "1e-5", "1_0.2e3", "00"])
STRINGS = st.sampled_from([
    "''", '"a"', r"'it\'s'", r'"\n\t\\\x41\u00e9\U0001F600"', "r'\\d'", '"""a\nb"""', "'''x''' 'y'", "'é😀'", "'a' \"b\"",
    "R\"\\\"\"", "'%d {x}'", '"\\\n"'])
FIELDS = st.sampled_from([
    "{x}", "{x!r}", "{x:>8.2f}", "{x:{w}}", "{x=}", "{a + b}", "{f(x)[0]}", "{'q'}", "{x!s:<{w}.{p}}", "{{", "}}", "text ",
    "{a if b else c}", "{(lambda: 1)()}", "{x , y}", "{ {1: 2}[1] }"])
CONSTANTS = st.sampled_from(["None", "True", "False"])
BINARY = st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<<", ">>"])
COMPARE = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"])
SPACES = st.sampled_from([" ", " ", "  "])

FORMATTED = st.lists(FIELDS, min_size=1, max_size=3).map(lambda parts: 'f"' + "".join(parts) + '"')
ATOMS = st.one_of(NAMES, NAMES, NUMBERS, STRINGS, FORMATTED, CONSTANTS)


def parameters(expression):
    plain = st.lists(st.sampled_from("pqrst"), unique=True, max_size=3)
    return st.tuples(plain, st.integers(0, 3), expression).map(
        lambda t: ", ".join(n if i < t[1] else f"{n}={t[2]}" for i, n in enumerate(t[0])))


def clauses(target, expression):
    one = glued(" for ", target, " in ", expression, sometimes(glued(" if ", expression)))
    return st.lists(one, min_size=1, max_size=2).map("".join)


def targets():
    place = st.one_of(NAMES, glued(NAMES, ".", NAMES), glued(NAMES, "[", ATOMS, "]"), glued(NAMES, "[1:]"))
    listed = st.one_of(place, glued("*", place))
    return st.one_of(
        place, place, glued(listed, ", ", place), glued("(", place, ", ", listed, ")"), glued("[", place, ", ", place, "]"),
        glued("(", place, ", (", place, ", ", listed, ")), ", place))


def compound(e):
    argument = st.one_of(e, e, glued(NAMES, "=", e))
    slices = glued(sometimes(e), ":", sometimes(e), sometimes(glued(":", sometimes(e))))
    loop = clauses(targets().filter(lambda t: "*" not in t), e)
    return st.one_of(
        glued(e, SPACES, BINARY, SPACES, e),
        glued(e, " ", BINARY, " ", e, " ", BINARY, " ", e),
        glued(st.sampled_from(["-", "+", "~", "not ", "- -"]), e),
        glued(e, " ", COMPARE, " ", e, sometimes(glued(" ", COMPARE, " ", e))),
        glued(e, st.sampled_from([" and ", " or "]), e, st.sampled_from([" and ", " or ", " + "]), e),
        glued(e, " if ", e, " else ", e),
        glued("lambda ", parameters(e), ": ", e),
        glued("(", e, ")"), glued("(", e, ",)"), glued("(", separated(e, 2, 3), ")"), glued("[", separated(e, 0, 3), "]"),
        glued("{", separated(e, 1, 3), "}"), glued("{", separated(glued(e, ": ", e), 0, 2), "}"),
        glued("[", e, loop, "]"), glued("{", e, loop, "}"), glued("{", e, ": ", e, loop, "}"),
        glued(NAMES, "(", e, loop, ")"), glued(e, "(", separated(argument, 0, 3), sometimes(st.just(" ")), ")"),
        glued(e, ".", NAMES), glued(e, "[", st.one_of(e, slices, glued(slices, ", ", e)), "]"),
        glued(e, "(\n  ", e, ",  # why\n  ", e, "\n)"),
        glued(e, " + \\\n  ", e))


EXPRESSIONS = st.recursive(ATOMS, compound, max_leaves=7)
LISTED = st.one_of(EXPRESSIONS, EXPRESSIONS, separated(EXPRESSIONS, 2, 3), glued(EXPRESSIONS, ","))
AUGMENT = st.sampled_from(["+=", "-=", "*=", "/=", "//=", "%=", "**=", "&=", "|=", "^=", "<<=", ">>="])
PLACE = st.one_of(NAMES, glued(NAMES, ".", NAMES), glued(NAMES, "[", EXPRESSIONS, "]"))

SIMPLE = st.one_of(
    LISTED, glued(targets(), " = ", LISTED), glued(NAMES, " = ", targets(), " = ", EXPRESSIONS),
    glued(PLACE, " ", AUGMENT, " ", LISTED), st.just("pass"), glued("del ", separated(PLACE, 1, 2)),
    glued("assert ", EXPRESSIONS, sometimes(glued(", ", EXPRESSIONS))),
    glued("raise ", EXPRESSIONS, sometimes(glued(" from ", EXPRESSIONS))), st.just("raise"),
    glued(EXPRESSIONS, "; ", NAMES, " = ", EXPRESSIONS))


def indented(lines):
    return "".join("  " + line + "\n" if line else "\n" for line in lines.rstrip("\n").split("\n"))


def blocks(statements):
    body = st.lists(statements, min_size=1, max_size=2).map(lambda s: ":\n" + indented("".join(s)))
    suite = st.one_of(body, body, SIMPLE.filter(lambda s: "\n" not in s).map(lambda s: ": " + s + "\n"))
    jump = st.sampled_from([":\n  break\n", ":\n  continue\n", ":\n  if a: break\n  else: continue\n"])
    loop = st.one_of(suite, jump)
    back = st.one_of(suite, glued(":\n  return", sometimes(glued(" ", LISTED)), "\n"))
    handler = glued("except", sometimes(glued(" ", PLACE, sometimes(glued(" as ", NAMES)))), suite)
    return st.one_of(
        glued("if ", EXPRESSIONS, suite, sometimes(glued("elif ", EXPRESSIONS, suite)), sometimes(glued("else", suite))),
        glued("for ", targets(), " in ", LISTED, loop, sometimes(glued("else", suite))),
        glued("while ", EXPRESSIONS, loop, sometimes(glued("else", suite))),
        glued("def ", NAMES, "(", parameters(EXPRESSIONS), ")", back),
        glued("try", suite, handler, sometimes(glued("else", suite)), sometimes(glued("finally", suite))),
        glued("try", suite, "finally", suite))


LINES = st.one_of(SIMPLE.map(lambda s: s + "\n"), st.sampled_from(["# note\n", "\n"]), SIMPLE.map(lambda s: s + "  # é\n"))
STATEMENTS = st.recursive(LINES, blocks, max_leaves=3)
PROGRAMS = st.lists(STATEMENTS, min_size=1, max_size=3).map("".join)


def is_python(source):
    try:
        compile(source, "generated", "exec", ast.PyCF_ONLY_AST)
        return compile(source, "generated", "exec") is not None
    except (SyntaxError, ValueError, OverflowError):
        return False


def collect(strategy, count, seen=lambda s: s):
    """Different examples of a strategy, the same ones every time."""
    found = {}

    @settings(max_examples=count, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))
    @given(strategy)
    def keep(example):
        found.setdefault(seen(example), example)

    keep()
    # Neighbours are alike: a shuffled order lets a bounded file hold more kinds.
    return [found[key] for key in sorted(found, key=lambda key: hashlib.sha256(key.encode()).digest())]


# Every construct that is left out; '§' stands before the character that the caret must point at first.
OUTSIDE_STATEMENTS = [
    ("§class A: pass", "hone has no classes."),
    ("§class A(B):\n  x = 1", "hone has no classes."),
    ("§import os", "hone has no imports."),
    ("§import os.path as p", "hone has no imports."),
    ("§from os import path", "hone has no imports."),
    ("§from . import *", "hone has no imports."),
    ("§@cache\ndef f(): pass", "hone has no decorators."),
    ("§@a.b(1)\ndef f(): pass", "hone has no decorators."),
    ("§global x", "hone has no 'global' and 'nonlocal'."),
    ("def f():\n  §nonlocal x", "hone has no 'global' and 'nonlocal'."),
    ("§async def f(): pass", "hone has no 'async' and 'await'."),
    ("§async for x in y: pass", "hone has no 'async' and 'await'."),
    ("§await f()", "hone has no 'async' and 'await'."),
    ("x = §await f()", "hone has no 'async' and 'await'."),
    ("§with open(x) as f: pass", "hone has no 'with' statement."),
    ("def f(): §yield 1", "hone has no 'yield'."),
    ("def f():\n  x = §yield", "hone has no 'yield'."),
    ("def f():\n  §yield from y", "hone has no 'yield'."),
    ("x§: int = 1", "hone has no annotations."),
    ("x.y§: int", "hone has no annotations."),
    ("def f(a§: int): pass", "hone has no annotations."),
    ("def f(a, b§: str = 1): pass", "hone has no annotations."),
    ("def f() §-> int: pass", "hone has no annotations."),
    ("def f(§*args): pass", "hone has no '*' and '**' parameters."),
    ("def f(a, §**options): pass", "hone has no '*' and '**' parameters."),
    ("def f(a, §*, b): pass", "hone has no '*' and '**' parameters."),
    ("def f(a, §/, b): pass", "hone has no positional-only parameters '/'."),
    ("x §@= y", "hone has no '@' operator."),
    ("try: pass\nexcept§* E: pass", "hone has no 'except*'."),
    ("x = §*y, z", "hone accepts '*' only before a name in an assignment target."),
    ("for x in §*y, z: pass", "hone accepts '*' only before a name in an assignment target."),
]
OUTSIDE_EXPRESSIONS = [
    ("(x §:= 1)", "hone has no assignment expressions ':='."),
    ("f(y §:= 2)", "hone has no assignment expressions ':='."),
    ("§...", "hone has no Ellipsis '...'."),
    ("x §@ y", "hone has no '@' operator."),
    ("f(§*x)", "hone has no '*' and '**' before arguments."),
    ("f(1, §**x)", "hone has no '*' and '**' before arguments."),
    ("{§**x}", "hone has no '**' in a dict."),
    ("{1: 2, §**x}", "hone has no '**' in a dict."),
    ("[1, §*x]", "hone accepts '*' only before a name in an assignment target."),
    ("{§*x}", "hone accepts '*' only before a name in an assignment target."),
    ("(§*x, 1)", "hone accepts '*' only before a name in an assignment target."),
    ("(lambda §*a: 1)", "hone has no '*' and '**' parameters."),
    ("(lambda a, §**k: 1)", "hone has no '*' and '**' parameters."),
    ("(lambda a, §/: 1)", "hone has no positional-only parameters '/'."),
    ("§b'x'", "hone has no bytes literals."),
    ("§Rb\"x\"", "hone has no bytes literals."),
    ("§1j", "hone has no complex numbers."),
    ("§2.5J", "hone has no complex numbers."),
    ("[§await x]", "hone has no 'async' and 'await'."),
    ("[y §async for y in x]", "hone has no 'async' and 'await'."),
    ("(§yield)", "hone has no 'yield'."),
    ("'§\\N{BULLET}'", "hone has no '\\N{…}' escapes."),
]


def outside():
    fitting = SIMPLE.filter(lambda s: len(s) < 30 and is_python(s))
    before = sometimes(st.lists(fitting, min_size=1, max_size=2).map(lambda s: "\n".join(s) + "\n"))
    placed = st.sampled_from(["{}", "x = {}", "f({}, 1)", "[a, {}]", "if {}: pass", "{} + 1", "'é', {}", "x[{}]", "return_ = [\n  {}]"])
    statement = st.sampled_from(OUTSIDE_STATEMENTS)
    expression = st.tuples(placed, st.sampled_from(OUTSIDE_EXPRESSIONS)).map(lambda t: (t[0].replace("{}", t[1][0]), t[1][1]))
    holder = st.sampled_from(["", "", "if a:\n", "def g(x):\n", "for i in x:\n", "try:\n", "if a: pass\nelse:\n"])

    def build(parts):
        first, header, (text, message) = parts
        if header:
            text = header + indented(text) + ("finally: pass\n" if header == "try:\n" else "")
        return first + text, message
    return st.tuples(before, holder, st.one_of(statement, expression)).map(build)


def trees(sources):
    done = subprocess.run([sys.executable, FOLDER / "dump.py"], input=json.dumps(sources), capture_output=True, check=True, text=True)
    return json.loads(done.stdout)


def write(name, entries, budget):
    kept, size = [], 0
    for source, answer in entries:
        entry = source + "\n-----\n" + answer
        size += len(entry.encode()) + 7
        if size > budget:
            break
        kept.append(entry)
    FOLDER.joinpath(name).write_text("\n=====\n".join(kept), encoding="utf-8", newline="")
    print(name, len(kept), "programs")


sources = [s for s in collect(PROGRAMS, 2_500) if s.strip() and len(s) < 220 and is_python(s)]
write("generated.txt", [(s, t) for s, t in zip(sources, trees(sources)) if t is not None], 200_000)

refused = collect(outside(), 700, seen=lambda e: e[0])
write("outside.txt", [(s.replace("§", ""), f"{len(s[:s.index('§')].encode())} {m}") for s, m in refused], 40_000)
