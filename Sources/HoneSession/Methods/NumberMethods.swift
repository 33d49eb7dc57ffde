/// The methods of int, bool and float.
enum NumberMethods {
  static var rows: [Command] {
    ["int", "bool"].flatMap { type in
      [
        row(type, "bit_length", "How many binary digits the number has, without its sign.") { number in
          Int.bitWidth - Int(bitPattern: number.magnitude).leadingZeroBitCount
        },
        row(type, "bit_count", "How many ones its binary digits have.") { $0.magnitude.nonzeroBitCount },
      ]
    } + [
      Command(.method("float"), "is_integer", returns: "bool", summary: "Whether the number is a whole one.") { c in
        guard case .float(let number)? = c.receiver else { preconditionFailure("is_integer is a method of float") }
        return .bool(number.isFinite && number == number.rounded())
      }
    ]
  }

  private static func row(
    _ type: String, _ name: String, _ summary: String, body: @escaping (Int) -> Int
  ) -> Command {
    Command(.method(type), name, returns: "int", summary: summary) { c in .int(body(c.receiver?.asInt ?? 0)) }
  }
}
