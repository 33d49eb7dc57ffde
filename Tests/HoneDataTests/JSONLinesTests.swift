import Foundation
import HoneData
import Testing

@Suite struct JSONLinesTests {
  @Test func objectsOfDifferentKeysMakeOneTable() throws {
    let data = try read(
      "{\"b\": 1, \"a\": \"x\"}\r\n\n {\"a\": \"y\", \"c\": [1, 2.5, null, {\"k\": true}]} \n", as: "jsonl")
    #expect(data.columns == ["b", "a", "c"])
    #expect(
      data.values == [
        [.int(1), .string("x"), .none],
        [.none, .string("y"), .list([.int(1), .float(2.5), .none, .dict(["k": .bool(true)])])],
      ])
    #expect(data.schema == .columns && data.input == nil)
  }

  @Test func promptsAndCompletionsAreUsedAsTheyAre() throws {
    let content = "{\"prompt\": \"p\", \"completion\": \"c\", \"labels\": [\"c\", \"d\"]}\n"
    let data = try read(content, as: "jsonl")
    #expect(data.schema == .promptCompletion && data.input == "prompt" && data.target == "completion")
    #expect(data[0]["labels"]?.list?.map(\.text) == ["c", "d"])
    #expect(try read(content, as: "jsonl", input: "completion").schema == .columns)
  }

  @Test func escapesAreRead() throws {
    let content = #"{"a": "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é"}"#
    #expect(try read(content, as: "jsonl")[0]["a"] == .string("\"\\/\u{8}\u{C}\n\r\té😀é"))
  }

  @Test func numbersKeepTheirType() throws {
    let data = try read(
      #"{"a": -0, "b": 1.0, "c": 1E3, "d": 9223372036854775807, "e": -9223372036854775808}"#, as: "jsonl")
    #expect(data[0].values == [.int(0), .float(1), .float(1000), .int(.max), .int(.min)])
  }

  @Test(arguments: [
    ("[1]", "found a list; each line must be one JSON object {…}. | write one object {\"column\": value, …} a line"),
    ("3", "found 3; each line must be one JSON object {…}. | write one object {\"column\": value, …} a line"),
    ("true", "found true; each line must be one JSON object {…}. | write one object {\"column\": value, …} a line"),
    ("{\"a\": 1", "the line ends where ',' or '}' should be at column 8."),
    ("{\"a\": 1} x", "found 'x' where the end of the line should be at column 10."),
    ("{'a': 1}", "found ''' where a key in double quotes should be at column 2."),
    ("{\"a\" 1}", "found '1' where ':' should be at column 6."),
    ("{\"a\": 01}", "found '0' where a number without leading zeros should be at column 7."),
    ("{\"a\": 1.}", "found '}' where a digit should be at column 9."),
    ("{\"a\": NaN}", "found 'N' where a value should be at column 7."),
    ("{\"a\": nul}", "found '}' where 'null' should be at column 10."),
    ("{\"a\": é}", "found 'é' where a value should be at column 7."),
    ("{\"a\": \"x", "the line ends where a closing '\"' should be at column 9."),
    ("{\"a\": \"\\q\"}", "there is no such escape after a backslash at column 9."),
    ("{\"a\": \"\\ud800x\"}", "half of a surrogate pair stands alone at column 14."),
    ("{\"a\": \"\\u12g4\"}", "found 'g' where a hexadecimal digit should be at column 12."),
    ("{\"a\": \"\t\"}", "a control character stands unescaped in a string at column 8."),
    ("{\"a\": 92233720368547758080}", "the number 92233720368547758080 does not fit 64 bits at column 7."),
    ("{\"a\": 1e999}", "the number 1e999 does not fit 64 bits at column 7."),
    (
      "{\"a\": \"\0\"}",
      "the line has a NUL byte, which no text has. | convert the file to UTF-8, or check that it is text"
    ),
  ])
  func whatIsMalformedIsNamedWithItsPlace(line: String, message: String) throws {
    #expect(try refusal("{\"ok\": 1}\n" + line + "\n", as: "jsonl") == "'data.jsonl', line 2: " + message)
  }

  @Test func nestingIsLimited() throws {
    func nested(_ depth: Int) -> String {
      "{\"a\": " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    }
    #expect(try read(nested(200), as: "jsonl").count == 1)
    #expect(
      try refusal(nested(201), as: "jsonl")
        == "'data.jsonl', line 1: lists and objects are nested more than 200 deep at column 207.")
    #expect(try refusal(nested(1_000_000), as: "jsonl") != nil)
  }

  @Test func aLineOfTenMegabytesIsReadAndATruncatedOneRefused() throws {
    let line = "{\"a\": \"" + String(repeating: "\\u00e9 word ", count: 1_000_000)
    #expect(try read(line + "\"}", as: "jsonl")[0]["a"]?.string?.unicodeScalars.count == 7_000_000)
    #expect(
      try refusal(line, as: "jsonl")
        == "'data.jsonl', line 1: the line ends where a closing '\"' should be at column 12000008.")
  }

  @Test func wrongUTF8IsNamedAndEveryRowOfOwnKeysHasALimit() throws {
    let broken = Data("{\"a\": \"".utf8) + [0xC3, 0x28] + Data("\"}".utf8)
    #expect(
      try refusal(broken, as: "jsonl")
        == "'data.jsonl', line 1: the text is not UTF-8. | convert the file, for example with iconv -f latin1 -t utf8")
    let many = (0..<4097).map { "{\"k\($0)\": 1}\n" }.joined()
    #expect(
      try refusal(many, as: "jsonl")
        == "'data.jsonl' has more than 4096 columns, which is the limit. | check the separator")
  }

  @Test func ofKeysThatRepeatTheLastCounts() throws {
    #expect(try read("{\"a\": 1, \"b\": 2, \"a\": 3}", as: "jsonl").values == [[.int(3), .int(2)]])
  }
}
