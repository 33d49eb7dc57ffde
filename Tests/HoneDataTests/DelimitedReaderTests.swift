import Foundation
import HoneData
import Testing

@Suite struct DelimitedReaderTests {
  @Test func quotesHoldSeparatorsQuotesAndLineBreaks() throws {
    let data = try read("text,label\r\n\"a, \"\"b\"\"\r\nc\",x\r\nplain \"mid\" quote,\"\"\r\n", as: "csv")
    #expect(data.columns == ["text", "label"])
    #expect(data.values == [[.string("a, \"b\"\r\nc"), .string("x")], [.string("plain \"mid\" quote"), .string("")]])
    #expect(data.name == "data" && data.input == "text" && data.target == "label")
  }

  @Test(arguments: ["a,b\n1,x\n2,y\n", "a,b\r\n1,x\r\n2,y", "a,b\r1,x\r2,y\r", "\u{FEFF}a,b\n\n1,x\n\n2,y\n\n"])
  func everyLineEndAndAByteOrderMarkIsRead(content: String) throws {
    let data = try read(content, as: "csv")
    #expect(data.columns == ["a", "b"])
    #expect(data.values == [[.int(1), .string("x")], [.int(2), .string("y")]])
  }

  @Test func tabsSeparateATSV() throws {
    let data = try read("text\trating\n\"a\tb\"\t1.5\nc, d\t-2\n", as: "tsv", target: "rating")
    #expect(data.values == [[.string("a\tb"), .float(1.5)], [.string("c, d"), .float(-2)]])
    #expect(data.target == "rating")
  }

  @Test func aColumnIsNumbersOnlyIfEveryCellIs() throws {
    let data = try read(
      "int,float,zip,plus,nan,big,mixed,none,exp\n1,1,007,+1,nan,9223372036854775807,1,,1e5\n-2,.5,10,2,1,9223372036854775808,x,,2.50\n,,1,1,1,1,,,\n"
        .replacing(",.5,", with: ",0.5,"), as: "csv")
    #expect(
      data[0].values == [
        .int(1), .float(1), .string("007"), .string("+1"), .string("nan"), .float(9.223372036854775807e18),
        .string("1"),
        .string(""), .float(1e5),
      ])
    #expect(data[2]["int"] == DataValue.none && data[2]["float"] == DataValue.none && data[2]["mixed"] == .string(""))
  }

  @Test func anUnnamedColumnIsCalledByItsPlace() throws {
    #expect(try read(",text\n0,a\n", as: "csv").columns == ["column1", "text"])
  }

  @Test func aLineOfTenMegabytesIsRead() throws {
    let long = String(repeating: "word \"\" ", count: 1_250_000)
    let data = try read("text,label\n\"\(long)\",x\n", as: "csv")
    #expect(data[0]["text"]?.string?.utf8.count == 8_750_000)
  }

  @Test(arguments: [
    (
      "a,b\n1,2\n3\n",
      "'data.csv', line 3: 1 value for 2 columns (a, b). | put quotes around a value that holds the separator or a line break"
    ),
    (
      "a,b\n1,\"x\ny\"\n1,2,3\n",
      "'data.csv', line 4: 3 values for 2 columns (a, b). | put quotes around a value that holds the separator or a line break"
    ),
    (
      "a,b\n1,\"x\n\n2,y\n",
      "'data.csv', line 2: the quote that opens here is never closed. | inside a quoted value a quote is written twice"
    ),
    (
      "a,b\n1,\"x\"y\n",
      "'data.csv', line 2: text follows a closing quote. | inside a quoted value a quote is written twice"
    ),
    (
      "a,b\n1,x\0y\n",
      "'data.csv', line 2: the line has a NUL byte, which no text has. | convert the file to UTF-8, or check that it is text"
    ),
    (
      "\n\n",
      "'data.csv' has no header: its first line must name the columns. | write the names of the columns into the first line"
    ),
    ("", "the file 'data.csv' is empty. | fetch or copy the file again"),
    ("a,b,a\n", "there are two columns 'a'; each needs a name of its own. | rename one of them"),
  ])
  func whatIsMalformedIsNamedWithItsLine(content: String, message: String) throws {
    #expect(try refusal(content, as: "csv") == message)
  }

  @Test func textThatIsNotUTF8IsNamedWithItsLine() throws {
    let latin1 = Data("text\nplain\ncaf".utf8) + [0xE9, 0x0A]
    #expect(
      try refusal(latin1, as: "csv")
        == "'data.csv', line 3: the text is not UTF-8. | convert the file, for example with iconv -f latin1 -t utf8")
  }

  @Test func noPrefixOfAFileCrashesTheReader() throws {
    let content = Array("\u{FEFF}text,label\r\n\"a \"\"é\"\"\n\",1\r\nb,2\n".utf8)
    var read = 0
    for length in 1...content.count { if try refusal(Data(content[..<length]), as: "csv") == nil { read += 1 } }
    #expect(read > 10 && read < content.count)
  }

  @Test func moreColumnsThanAnyTableHasAreRefused() throws {
    let header = (0..<5000).map { "c\($0)" }.joined(separator: ",")
    #expect(
      try refusal(header + "\n", as: "csv")
        == "'data.csv' has more than 4096 columns, which is the limit. | check the separator")
  }

  @Test func anUnknownExtensionNamesTheKnownOnes() throws {
    #expect(
      try refusal("x", as: "xlsx")
        == "hone cannot tell the format of 'data.xlsx'; it reads .csv, .tsv, .jsonl, .ndjson. | rename the file, or convert it"
    )
  }

  @Test(arguments: [Character(","), "\t"]) func whatIsWrittenReadsBack(separator: Character) throws {
    let data = try table(
      ["a", "b c"], [["x,\ty", "\"q\" "], ["", "line\nbreak\r\n"], [" é日本", "-"], ["", ""]], input: "a")
    let back = try read(data.delimited(by: separator), as: separator == "," ? "csv" : "tsv")
    #expect(back.columns == data.columns && back.values == data.values)
    let single = try table(["a"], [[""], ["x"], [""]])
    #expect(try read(single.delimited(by: separator), as: separator == "," ? "csv" : "tsv").values == single.values)
  }
}
