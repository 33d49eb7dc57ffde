"""Writes what Python's own parser makes of sources, in the form that TreeDump.swift writes hone's trees.

Reads a JSON list of sources, writes a JSON list of dumps, null for a source that Python rejects.
Expressions and statements carry their UTF-8 offsets, except inside f-strings, where Python 3.11 gives wrong ones.
"""

import ast
import json
import re
import struct
import sys
import warnings

OPERATORS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>", ast.MatMult: "@",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in",
    ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not", ast.Not: "not", ast.USub: "-", ast.UAdd: "+",
    ast.Invert: "~", ast.And: "and", ast.Or: "or",
}


def quoted(text):
    return '"' + "".join(c if " " <= c <= "~" and c not in '"\\' else f"\\{ord(c):x};" for c in text) + '"'


class Dump:
    def __init__(self, source):
        data = source.encode("utf-8")
        self.starts = [3 if data.startswith(b"\xef\xbb\xbf") else 0]
        self.starts += [m.end() for m in re.finditer(rb"\r\n|\r|\n", data)]
        self.formatted = 0

    def at(self, node):
        if self.formatted:
            return ""
        start = self.starts[node.lineno - 1] + node.col_offset
        end = self.starts[node.end_lineno - 1] + node.end_col_offset
        return f"@{start}-{end}"

    def form(self, node, name, *parts):
        return "(" + " ".join([name, *parts]) + ")" + self.at(node)

    def many(self, nodes):
        return "[" + " ".join(self.expression(n) for n in nodes) + "]"

    def maybe(self, node):
        return "-" if node is None else self.expression(node)

    def body(self, statements):
        return "{" + " ".join(self.statement(s) for s in statements) + "}"

    def constant(self, node):
        value = node.value
        if value is None:
            return self.form(node, "none")
        if isinstance(value, bool):
            return self.form(node, "bool", str(value).lower())
        if isinstance(value, int):
            return self.form(node, "integer", str(value))
        if isinstance(value, float):
            return self.form(node, "float", format(struct.unpack("<Q", struct.pack("<d", value))[0], "x"))
        if isinstance(value, str):
            return self.form(node, "string", quoted(value))
        return self.form(node, "unknown")

    def parts(self, node):
        return "[" + " ".join(self.part(v) for v in node.values) + "]"

    def part(self, node):
        if isinstance(node, ast.Constant):
            return quoted(node.value)
        conversion = "-" if node.conversion < 0 else chr(node.conversion)
        specification = "[]" if node.format_spec is None else self.parts(node.format_spec)
        return "{" + f"{self.expression(node.value)} {conversion} {specification}" + "}"

    def clauses(self, generators):
        return " ".join(
            "(for " + " ".join([self.expression(g.target), self.expression(g.iter), self.many(g.ifs)]) + ")"
            + (" async" if g.is_async else "")
            for g in generators)

    def parameters(self, a):
        if a.posonlyargs or a.kwonlyargs or a.vararg or a.kwarg:
            return "unknown"
        defaults = [None] * (len(a.args) - len(a.defaults)) + a.defaults
        return "[" + " ".join(
            f"{quoted(p.arg)}{self.at(p)}{' annotated' if p.annotation else ''} {self.maybe(d)}"
            for p, d in zip(a.args, defaults)) + "]"

    def expression(self, n):
        form, e = self.form, self.expression
        if isinstance(n, ast.Constant):
            return self.constant(n)
        if isinstance(n, ast.JoinedStr):
            self.formatted += 1
            parts = self.parts(n)
            self.formatted -= 1
            return form(n, "formatted", parts)
        if isinstance(n, ast.Name):
            return form(n, "name", quoted(n.id))
        if isinstance(n, (ast.List, ast.Tuple, ast.Set)):
            return form(n, type(n).__name__.lower(), self.many(n.elts))
        if isinstance(n, ast.Dict):
            return form(n, "dictionary", *(f"{self.maybe(k)}:{e(v)}" for k, v in zip(n.keys, n.values)))
        if isinstance(n, ast.Starred):
            return form(n, "starred", e(n.value))
        if isinstance(n, ast.UnaryOp):
            return form(n, "unary", OPERATORS[type(n.op)], e(n.operand))
        if isinstance(n, ast.BinOp):
            return form(n, "binary", OPERATORS[type(n.op)], e(n.left), e(n.right))
        if isinstance(n, ast.BoolOp):
            return form(n, "boolean", OPERATORS[type(n.op)], self.many(n.values))
        if isinstance(n, ast.Compare):
            return form(n, "comparison", e(n.left), *(
                f"{OPERATORS[type(o)]} {e(c)}" for o, c in zip(n.ops, n.comparators)))
        if isinstance(n, ast.IfExp):
            return form(n, "conditional", e(n.test), e(n.body), e(n.orelse))
        if isinstance(n, ast.Lambda):
            return form(n, "lambda", self.parameters(n.args), e(n.body))
        if isinstance(n, ast.Call):
            arguments = [e(a) for a in n.args] + [f"{quoted(k.arg or '**')}={e(k.value)}" for k in n.keywords]
            return form(n, "call", e(n.func), *arguments)
        if isinstance(n, ast.Attribute):
            return form(n, "attribute", e(n.value), quoted(n.attr))
        if isinstance(n, ast.Subscript):
            return form(n, "item", e(n.value), e(n.slice))
        if isinstance(n, ast.Slice):
            return form(n, "slice", self.maybe(n.lower), self.maybe(n.upper), self.maybe(n.step))
        if isinstance(n, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            name = {"ListComp": "list", "SetComp": "set", "GeneratorExp": "generator"}[type(n).__name__]
            return form(n, name + "-comprehension", e(n.elt), self.clauses(n.generators))
        if isinstance(n, ast.DictComp):
            return form(n, "dictionary-comprehension", e(n.key), e(n.value), self.clauses(n.generators))
        return form(n, "unknown", type(n).__name__)

    def statement(self, n):
        form, e = self.form, self.expression
        if isinstance(n, ast.Expr):
            return form(n, "expression", e(n.value))
        if isinstance(n, ast.Assign):
            return form(n, "assignment", self.many(n.targets), e(n.value))
        if isinstance(n, ast.AugAssign):
            return form(n, "augmented", e(n.target), OPERATORS[type(n.op)], e(n.value))
        if isinstance(n, ast.If):
            return form(n, "if", e(n.test), self.body(n.body), self.body(n.orelse))
        if isinstance(n, ast.For):
            return form(n, "for", e(n.target), e(n.iter), self.body(n.body), self.body(n.orelse))
        if isinstance(n, ast.While):
            return form(n, "while", e(n.test), self.body(n.body), self.body(n.orelse))
        if isinstance(n, ast.FunctionDef) and not n.decorator_list and n.returns is None:
            return form(n, "function", quoted(n.name), self.parameters(n.args), self.body(n.body))
        if isinstance(n, ast.Return):
            return form(n, "return", self.maybe(n.value))
        if isinstance(n, (ast.Break, ast.Continue, ast.Pass)):
            return form(n, type(n).__name__.lower())
        if isinstance(n, ast.Delete):
            return form(n, "delete", self.many(n.targets))
        if isinstance(n, ast.Assert):
            return form(n, "assert", e(n.test), self.maybe(n.msg))
        if isinstance(n, ast.Raise):
            return form(n, "raise", self.maybe(n.exc), self.maybe(n.cause))
        if isinstance(n, ast.Try):
            handlers = " ".join(
                form(h, "except", self.maybe(h.type), quoted(h.name) if h.name else "-", self.body(h.body))
                for h in n.handlers)
            return form(n, "try", self.body(n.body), f"[{handlers}]", self.body(n.orelse), self.body(n.finalbody))
        return form(n, "unknown", type(n).__name__)


def dump(source):
    try:
        tree = ast.parse(source.encode("utf-8"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return Dump(source).body(tree.body)


warnings.simplefilter("ignore")
json.dump([dump(source) for source in json.load(sys.stdin)], sys.stdout)
