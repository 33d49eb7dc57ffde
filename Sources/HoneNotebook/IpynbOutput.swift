import Foundation
import HoneData
import HoneSession

/// The outputs of an ipynb file, and the fences that say the same.
enum IpynbOutput {
  typealias Members = DataValue.Members

  /// What an `output` fence is in an ipynb file.
  /// - Parameters:
  ///   - kind: as the fence has it; one that is not known is shown as a display.
  ///   - count: the number of the cell's `In[n]`.
  static func output(kind: String, text: String, drawing: String?, count: DataValue) -> DataValue {
    switch RecordedOutput.Kind(rawValue: kind) {
    case .stdout:
      return .dict(["output_type": .string("stream"), "name": .string("stdout"), "text": .string(text + "\n")])
    case .result:
      return .dict([
        "output_type": .string("execute_result"), "data": .dict(["text/plain": .string(text)]), "metadata": .dict([:]),
        "execution_count": count,
      ])
    case .error:
      let (name, value) = nameAndValue(ofError: text)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { DataValue.string(String($0)) }
      return .dict([
        "output_type": .string("error"), "ename": .string(name), "evalue": .string(value), "traceback": .list(lines),
      ])
    case .display, nil:
      var data: Members = ["text/plain": .string(text)]
      if let drawing {
        data[drawingType] = .string(drawing)
        data["text/html"] = .string(image(drawing))
      }
      return .dict(["output_type": .string("display_data"), "data": .dict(data), "metadata": .dict([:])])
    }
  }

  static let drawingType = "image/svg+xml"

  /// The drawing for Jupyter's programs that show no SVG of a notebook they do not trust, or miss words for it.
  private static func image(_ drawing: String) -> String {
    let words = ChartDrawing.escapedTitle(of: drawing).replacing("\"", with: "&quot;")
    return "<img alt=\"\(words)\" src=\"\(HtmlImage.data(Data(drawing.utf8), type: "svg+xml"))\">"
  }

  /// The kind of fence for an output.
  static func kind(_ output: DataValue) -> RecordedOutput.Kind {
    switch output["output_type"]?.string {
    case "stream": .stdout
    case "execute_result": .result
    case "error": .error
    default: .display
    }
  }

  /// What a fence shows of an output: its plain text.
  static func text(_ output: DataValue) -> String {
    let text =
      switch kind(output) {
      case .stdout: output["text"]?.joinedText ?? ""
      case .error: errorText(output)
      case .result, .display: output["data"]?["text/plain"]?.joinedText ?? ""
      }
    return StableText.recorded(RecordedOutput(kind: kind(output), text: text))
  }

  /// The chart of an output, if it is one that hone drew.
  static func drawing(_ output: DataValue) -> String? {
    guard kind(output) == .display, let svg = output["data"]?[drawingType]?.joinedText, ChartDrawing.isOwn(svg) else {
      return nil
    }
    return svg
  }

  private static func errorText(_ output: DataValue) -> String {
    let lines = output["traceback"]?.list?.compactMap(\.string) ?? []
    guard lines.isEmpty else { return lines.joined(separator: "\n") }
    return [output["ename"]?.string, output["evalue"]?.string].compactMap(\.self).joined(separator: ": ")
  }

  /// The line `NameError: there is no 'x'` of an error's text, in its parts.
  private static func nameAndValue(ofError text: String) -> (name: String, value: String) {
    for line in text.split(separator: "\n") {
      let name = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      guard name.first?.isLetter == true else { continue }
      let rest = line.dropFirst(name.count)
      if rest.isEmpty { return (String(name), "") }
      if rest.hasPrefix(": ") { return (String(name), String(rest.dropFirst(2))) }
    }
    return ("Error", text.split(separator: "\n").first.map(String.init) ?? "")
  }
}

/// Texts in an ipynb file are cut into lists of lines; nbformat says which.
extension IpynbOutput {
  static func joined(_ output: DataValue) -> DataValue {
    guard var members = output.members else { return output }
    if let text = members["text"]?.joinedText { members["text"] = .string(text) }
    if let data = members["data"]?.members { members["data"] = .dict(joined(bundle: data)) }
    return .dict(members)
  }

  static func joined(bundle: Members) -> Members {
    var bundle = bundle
    for (type, value) in bundle where !isJSON(type) {
      if let text = value.joinedText { bundle[type] = .string(text) }
    }
    return bundle
  }

  static func cut(_ output: DataValue) -> DataValue {
    guard var members = output.members else { return output }
    if let text = members["text"]?.string { members["text"] = cut(text) }
    if let data = members["data"]?.members { members["data"] = .dict(cut(bundle: data)) }
    return .dict(members)
  }

  static func cut(bundle: Members) -> Members {
    var bundle = bundle
    for (type, value) in bundle {
      guard type.hasPrefix("text/") || ["application/javascript", drawingType].contains(type) else { continue }
      if let text = value.string { bundle[type] = cut(text) }
    }
    return bundle
  }

  static func cut(_ text: String) -> DataValue { .list(IpynbText.lines(text).map { .string($0) }) }

  private static func isJSON(_ type: String) -> Bool {
    type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
  }
}

/// What a carrier keeps of outputs: all that the fence of each does not say.
extension IpynbOutput {
  /// By output; null where the fence says everything. Nil if that is so of all of them.
  /// - Parameter isOwn: then counts and a missing last line end are no differences.
  static func differences(_ outputs: [DataValue], from said: [DataValue], isOwn: Bool) -> DataValue? {
    let entries = zip(outputs, said).map { output, said -> DataValue in
      let compared = isOwn ? usual(output, like: said) : output
      guard compared != said, var members = output.members else { return DataValue.none }
      if var data = members["data"]?.members, data["text/plain"] == .string(text(said)) {
        data["text/plain"] = DataValue.none
        members["data"] = .dict(data)
      }
      members[mark] = .string(hash(said))
      return .dict(members)
    }
    return entries.allSatisfy { $0 == DataValue.none } ? nil : .list(entries)
  }

  /// The outputs with what a carrier holds of those whose text is still the same.
  static func merged(_ said: [DataValue], with entries: [DataValue]) -> [DataValue] {
    said.enumerated().map { index, output in
      guard index < entries.count, var members = entries[index].members else { return output }
      guard members.removeValue(forKey: mark) == .string(hash(output)) else { return output }
      if var data = members["data"]?.members, data["text/plain"] == DataValue.none {
        data["text/plain"] = .string(text(output))
        members["data"] = .dict(data)
      }
      return .dict(members)
    }
  }

  /// The member of a carrier's output that says for which text it holds.
  private static let mark = "for"

  private static func hash(_ output: DataValue) -> String { inputHash(source: text(output), reads: []) }

  private static func usual(_ output: DataValue, like said: DataValue) -> DataValue {
    guard var members = output.members else { return output }
    if members["execution_count"] != nil { members["execution_count"] = said["execution_count"] }
    if let text = members["text"]?.string, !text.hasSuffix("\n") { members["text"] = .string(text + "\n") }
    return .dict(members)
  }
}
