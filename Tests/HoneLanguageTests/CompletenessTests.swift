import HoneLanguage
import Testing

@Suite struct CompletenessTests {
  @Test(arguments: [
    ("", Completeness.complete), ("   ", .complete), ("# note", .complete), ("x = 1", .complete),
    ("x = 1\n", .complete),
    ("%save a.md", .complete), ("!ls", .complete), ("model?", .complete), ("if x: y", .complete),
    ("1\\\n+2", .complete), ("x = \"\"\"a\nb\"\"\"", .complete), ("f(\n  1\n)", .complete),
    ("if x:\n  y\n", .complete), ("if x:\n  y\n  ", .complete), ("if x:\n  y\nz", .complete),
    ("if x:\n  y\nelse: z", .complete), ("%%time\nx\n", .complete),

    ("if x:", .incomplete(indent: 4)), ("if x:\n", .incomplete(indent: 4)), ("if x:  # why", .incomplete(indent: 4)),
    ("for a in range(5):\n    if a > 0:", .incomplete(indent: 8)), ("if x:\n  y", .incomplete(indent: 2)),
    ("if x:\n  y\n\n  z", .incomplete(indent: 2)), ("if x:\n  y\nelse:", .incomplete(indent: 4)),
    ("def f(a,\n      b):", .incomplete(indent: 4)), ("x = (", .incomplete(indent: 4)),
    ("a = [1,\n2,", .incomplete(indent: 0)), ("f(a,", .incomplete(indent: 0)),
    ("f((x for x in y)", .incomplete(indent: 0)), ("f((x for x in y),", .incomplete(indent: 0)),
    ("x = {\n  1:", .incomplete(indent: 2)),
    ("x = \"\"\"a\n   b", .incomplete(indent: 0)), ("x = 1 + \\", .incomplete(indent: 0)),
    ("x = 1 + \\\n", .incomplete(indent: 0)), ("try:\n  x", .incomplete(indent: 2)),
    ("try:\n    x\n", .incomplete(indent: 0)), ("try:\n  x\nexcept E:", .incomplete(indent: 4)),
    ("%%time", .incomplete(indent: 0)), ("%%time\n  x", .incomplete(indent: 2)),

    ("raise = 2", .invalid), ("x = 1 +", .invalid), ("if x", .invalid), ("\"abc", .invalid), (")", .invalid),
    ("(\n]", .invalid), ("f(1 2", .invalid), ("x = ) \"\"\"a", .invalid), ("a \\ ", .invalid),
    ("class A:", .invalid), ("def f():\n x=1\n global x", .invalid), ("if x:\ny", .invalid), ("try:\n  x\ny", .invalid),
    ("f\"{\"", .invalid), ("  x", .invalid), ("x = 9999999999999999999", .invalid),
  ])
  func everyInputIsRunContinuedOrRefused(source: String, expected: Completeness) {
    #expect(Parser.completeness(of: source) == expected)
  }
}
