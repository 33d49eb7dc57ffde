/// The builtin types and the classes of exceptions.
extension TypeObject {
  static let exceptionBase = TypeObject("BaseException")
  static let exception = TypeObject("Exception", base: exceptionBase)
  static let keyboardInterrupt = TypeObject("KeyboardInterrupt", base: exceptionBase)
  private static let arithmetic = TypeObject("ArithmeticError", base: exception)
  private static let lookup = TypeObject("LookupError", base: exception)
  private static let name = TypeObject("NameError", base: exception)
  private static let runtime = TypeObject("RuntimeError", base: exception)
  private static let os = TypeObject("OSError", base: exception)
  private static let value = TypeObject("ValueError", base: exception)

  static let exceptions: [TypeObject] = [
    exceptionBase, exception, keyboardInterrupt, arithmetic, lookup, name, runtime, os, value,
    TypeObject("TypeError", base: exception), TypeObject("AttributeError", base: exception),
    TypeObject("AssertionError", base: exception), TypeObject("SyntaxError", base: exception),
    TypeObject("MemoryError", base: exception), TypeObject("KeyError", base: lookup),
    TypeObject("IndexError", base: lookup), TypeObject("ZeroDivisionError", base: arithmetic),
    TypeObject("OverflowError", base: arithmetic), TypeObject("UnboundLocalError", base: name),
    TypeObject("RecursionError", base: runtime), TypeObject("FileNotFoundError", base: os),
    TypeObject("PermissionError", base: os), TypeObject("UnicodeError", base: value),
    TypeObject("NotImplementedError", base: runtime), TypeObject("StopIteration", base: exception),
  ]

  /// `bool` is a kind of `int`, as in Python.
  private static let int = TypeObject("int")
  static let values: [TypeObject] = [
    int, TypeObject("bool", base: int), TypeObject("float"), TypeObject("str"), TypeObject("list"),
    TypeObject("tuple"), TypeObject("dict"), TypeObject("set"), TypeObject("range"), TypeObject("type"),
    TypeObject("enumerate"), TypeObject("zip"), TypeObject("map"), TypeObject("filter"), TypeObject("reversed"),
  ]

  static let all = values + exceptions

  private static let table = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  static func named(_ name: String) -> TypeObject? { table[name] }

  var isException: Bool { isSubtype(of: .exceptionBase) }
}

extension Value {
  /// What `type(x)` gives.
  var type: TypeObject {
    if case .exception(let exception) = self { return exception.type }
    return TypeObject.named(typeName) ?? TypeObject(typeName)
  }
}
