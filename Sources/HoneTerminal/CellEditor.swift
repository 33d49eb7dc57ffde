import Foundation
import HoneLanguage
import HoneSession

/// Reads cells at the prompt: what the keys mean in terms of the language, completion and history.
final class CellEditor {
  enum Input {
    case cell(String)
    case interrupted
    case endOfInput
  }

  private let line: EditLine
  private let session: Session
  private let terminal: Terminal
  private let history: CellHistory
  private var margin = 0
  private var hasHistory = false

  /// Nil where libedit cannot work with this terminal.
  init?(session: Session, terminal: Terminal, history: CellHistory, editing: Configuration.Editing) {
    guard let line = EditLine(editing: editing) else { return nil }
    (self.line, self.session, self.terminal, self.history) = (line, session, terminal, history)
    line.perform = { [unowned self] key, buffer in perform(key, buffer) }
  }

  /// Shows the prompt of cell `index` and reads until it is whole.
  func read(index: Int) -> Input {
    setPrompt(index)
    let input = Signals.whileEditing { line.readLine(margin: margin, usesPaste: terminal.movesCursor) }
    switch input {
    case .endOfInput: return .endOfInput
    case .interrupted: return .interrupted
    case .text(let text): return .cell(CellEditor.trimmed(text))
    }
  }

  /// Adds a cell that was run to the history.
  func remember(_ cell: String, succeeded: Bool) {
    history.append(cell, succeeded: succeeded)
    if hasHistory { line.enterHistory(cell, margin: margin) }
  }

  /// Without the blank lines that ended a block.
  private static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }

  /// `In [1]: ` in IPython's colours.
  private func setPrompt(_ index: Int) {
    let width = "In [\(index)]: ".count
    if width != margin, hasHistory { loadHistory(margin: width) }
    margin = width
    guard terminal.usesColour else { return line.prompt = "In [\(index)]: " }
    line.prompt = "\u{1}\u{1B}[32m\u{1}In [\u{1}\u{1B}[1m\u{1}\(index)\u{1}\u{1B}[0;32m\u{1}]:\u{1}\u{1B}[0m\u{1} "
  }

  private func loadHistory(margin: Int) {
    line.setHistory(history.all(), margin: margin)
    hasHistory = true
  }

  private func perform(_ key: EditLine.Key, _ buffer: EditBuffer) -> EditBuffer.Step? {
    switch key {
    case .enter: return enter(buffer)
    case .newline: return buffer.newline(indent: indent(after: buffer.sourceBeforeCursor))
    case .tab: return complete(buffer)
    case .backspace: return buffer.backspace()
    case .left: return buffer.left()
    case .right: return buffer.right()
    case .home: return buffer.home()
    case .end: return buffer.end()
    case .paste: return buffer.pasted(line.readPaste())
    case .up, .down:
      let step = key == .up ? buffer.up() : buffer.down()
      if step == .historyBack, !hasHistory { loadHistory(margin: margin) }
      return step
    case .search:
      if !hasHistory { loadHistory(margin: margin) }
      line.startSearch()
      return nil
    }
  }

  private func enter(_ buffer: EditBuffer) -> EditBuffer.Step {
    let source = buffer.source
    var isWhole = true
    if case .incomplete = Session.completeness(of: source) { isWhole = false }
    return buffer.enter(isWhole: isWhole, indent: indent(after: buffer.sourceBeforeCursor))
  }

  /// How far the line after `source` is indented.
  private func indent(after source: String) -> Int {
    if case .incomplete(let indent) = Session.completeness(of: source) { return indent }
    let last = source.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    return last.prefix { $0 == " " }.count
  }

  private func complete(_ buffer: EditBuffer) -> EditBuffer.Step? {
    if let indentation = buffer.indentation() { return indentation }
    let before = buffer.sourceBeforeCursor
    let (range, items) = session.completions(in: buffer.source, at: before.utf8.count)
    let utf8 = Array(before.utf8)
    guard !items.isEmpty, range.lowerBound <= utf8.count else {
      line.beep()
      return nil
    }
    let typed = String(decoding: utf8[range.lowerBound...], as: UTF8.self)
    let common = CompletionMenu.commonPrefix(items)
    if common.hasPrefix(typed), common != typed { return .insert(String(common.dropFirst(typed.count))) }
    if items.count > 1 || !common.hasPrefix(typed) {
      let rows = CompletionMenu.rows(items, width: Terminal.width(of: STDOUT_FILENO))
      line.show(below: rows.joined(separator: "\n"))
    }
    return nil
  }
}
