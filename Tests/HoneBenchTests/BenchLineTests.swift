import HoneBench
import Testing

struct BenchLineTests {
  @Test func keysComeInTheirOrderAndFurtherOnesBehind() {
    let line = BenchLine(
      name: "prompt-512", size: 512, figure: 1130.2, unit: .tokens, kernels: "avx512",
      more: [
        ("threads", .integer(2)), ("runs", .numbers([1130.2, 0.5])), ("share", .number(0.25)),
        ("model", .text("a \"b\"\\\n")),
      ])
    #expect(
      line.json
        == #"{"name":"prompt-512","size":512,"figure":1130.2,"unit":"tok/s","kernels":"avx512","threads":2,"#
        + #""runs":[1130.2,0.5],"share":0.25,"model":"a \"b\"\\\u000a"}"#)
  }

  @Test(arguments: [
    (1234.5678, "1234.57"), (0.00259631234, "0.00259631"), (3, "3"), (2_500_000, "2.5e+06"), (.infinity, "null"),
  ]) func figuresHaveSixDigits(figure: Double, text: String) {
    let line = BenchLine(name: "x", size: 1, figure: figure, unit: .seconds, kernels: "k")
    #expect(line.json == #"{"name":"x","size":1,"figure":\#(text),"unit":"s","kernels":"k"}"#)
  }

  @Test(arguments: [
    ([4], 4), ([3, 1, 2], 2), ([9, 1, 4, 2], 3), ([5, 5, 1, 9, 7], 5),
  ]) func theMedianIsTheMiddle(figures: [Double], middle: Double) {
    #expect(median(figures) == middle)
  }
}
