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
  private let history: CellHistory
  private let screen: CellScreen
  private let editText: (String) -> String?
  private var recall: Recall?
  private var menu: CompletionMenu.Choice?
  private var killed = ""
  /// Texts before the last changes, for undo.
  private var earlier: [EditBuffer] = []
  private var last = EditBuffer("")

  private static let undoLimit = 200

  /// Nil where libedit cannot work with this terminal.
  /// - Parameter editText: lets the user's own editor change a text; nil if that failed.
  init?(
    session: Session, terminal: Terminal, history: CellHistory, editing: Configuration.Editing,
    editText: @escaping (String) -> String?
  ) {
    guard let line = EditLine(editing: editing) else { return nil }
    (self.line, self.session, self.history) = (line, session, history)
    self.editText = editText
    screen = CellScreen(terminal)
    line.perform = { [unowned self] key, buffer in perform(key, buffer) }
    line.willWait = { [unowned self] buffer in
      remember(buffer)
      screen.draw(buffer)
    }
    line.wasSignalled = { [unowned self] in wasSignalled() }
  }

  /// Shows the prompt of cell `index` and reads until it is whole; it begins as `draft`.
  func read(index: Int, draft: String) -> Input {
    (recall, menu, earlier, last) = (nil, nil, [], EditBuffer(""))
    screen.begin(index: index)
    let input = Signals.whileEditing { line.readLine(draft: draft) }
    let buffer = if case .text(let text) = input { EditBuffer(text) } else { line.buffer }
    if case .interrupted = input {
      screen.end(buffer, ending: "^C")
    } else {
      screen.end(buffer)
    }
    switch input {
    case .endOfInput: return .endOfInput
    case .interrupted: return .interrupted
    case .text(let text): return .cell(CellEditor.trimmed(text))
    }
  }

  /// Forgets what was typed ahead.
  func forgetKeys() { line.keys.forget() }

  /// Without the blank lines that ended a block.
  private static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }

  /// Meets Ctrl-C, a new window size and a suspension.
  private func wasSignalled() -> Bool {
    if Signals.hasInterrupt { return true }
    if Signals.takeSuspension() {
      screen.leave()
      WorkingMode.suspend()
      _ = Signals.takeContinue()
      line.prepare()
      screen.enter()
      screen.redraw()
    }
    if Signals.takeContinue() {
      line.prepare()
      screen.enter()
      screen.redraw()
    }
    if Signals.takeResize() {
      screen.resize()
      screen.redraw()
    }
    return false
  }

  private func perform(_ key: EditLine.Key, _ buffer: EditBuffer) -> EditBuffer.Step? {
    if key != .tab { (menu, screen.footer) = (nil, []) }
    if key != .up, key != .down, key != .undo { remember(buffer) }
    switch key {
    case .enter: return enter(buffer)
    case .newline: return buffer.newline(indent: indent(after: buffer.sourceBeforeCursor))
    case .tab: return complete(buffer)
    case .backspace: return buffer.backspace()
    case .delete: return buffer.delete()
    case .left: return buffer.left()
    case .right: return buffer.right()
    case .home: return buffer.home()
    case .end: return buffer.end()
    case .paste: return .insert(PastedText.cleaned(line.keys.paste()))
    case .up: return goThroughHistory(-1, buffer.up(), buffer)
    case .down: return goThroughHistory(1, buffer.down(), buffer)
    case .search, .searchForward: return search(buffer, isBackward: key == .search)
    case .killToEnd: return kill(buffer.killToEnd(), buffer)
    case .killToStart: return kill(buffer.killToStart(), buffer)
    case .killWord: return kill(buffer.killWord(), buffer)
    case .killWordBack: return kill(buffer.killWordBack(), buffer)
    case .yank: return .insert(killed)
    case .undo: return earlier.popLast().map { .replace($0) }
    case .clear:
      screen.clear()
      return nil
    case .edit: return edit(buffer)
    }
  }
}

// What single keys do.
extension CellEditor {
  private func enter(_ buffer: EditBuffer) -> EditBuffer.Step {
    let source = buffer.source
    var isWhole = true
    if case .incomplete = Session.completeness(of: source) { isWhole = false }
    return buffer.enter(isWhole: isWhole, indent: indent(after: buffer.sourceBeforeCursor))
  }

  /// How far the line after `source` is indented: a level less behind a statement that leaves its block.
  private func indent(after source: String) -> Int {
    let last = source.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    let own = last.prefix { $0 == " " }.count
    guard case .incomplete(let indent) = Session.completeness(of: source) else { return own }
    let word = last.dropFirst(own).prefix { $0.isLetter }
    let leaves = ["return", "break", "continue", "pass", "raise"].contains(String(word))
    return leaves && indent == own ? max(0, own - EditBuffer.indentWidth) : indent
  }

  private func kill(_ step: EditBuffer.Step, _ buffer: EditBuffer) -> EditBuffer.Step {
    if case .delete(let count) = step, count != 0 { killed = buffer.deleted(by: count) }
    return step
  }

  private func remember(_ buffer: EditBuffer) {
    if buffer.scalars != last.scalars { earlier = (earlier + [last]).suffix(CellEditor.undoLimit) }
    last = buffer
  }

  private func goThroughHistory(_ step: Int, _ wanted: EditBuffer.Step, _ buffer: EditBuffer) -> EditBuffer.Step? {
    guard wanted == .historyBack || wanted == .historyForward else { return wanted }
    var way = recall.flatMap { $0.isOn(buffer) ? $0 : nil } ?? Recall(history.all(), from: buffer)
    let found = way.go(step, from: buffer)
    recall = way
    return found.map { .replace($0) }
  }

  private func edit(_ buffer: EditBuffer) -> EditBuffer.Step? {
    screen.leave()
    defer {
      line.prepare()
      screen.enter()
    }
    return editText(buffer.source).map { .replace(EditBuffer($0)) }
  }

  private func search(_ buffer: EditBuffer, isBackward: Bool) -> EditBuffer.Step? {
    var search = CellSearch(history.all(), isBackward: isBackward)
    defer { screen.footer = [] }
    while true {
      screen.footer = [search.line]
      if !line.keys.hasMore { screen.draw(search.found ?? buffer) }
      guard let scalar = line.keys.scalar() else { return nil }
      switch scalar.value {
      case 0x12, 0x13: search.again(isBackward: scalar.value == 0x12)
      case 0x08, 0x7F: search.erase()
      case 0x07: return nil
      case 0x1B where !line.keys.hasMore, 0x0A, 0x0D: return search.found.map { .replace($0) }
      case 0..<0x20:
        line.keys.push(String(scalar))
        return search.found.map { .replace($0) }
      default: search.type(scalar)
      }
    }
  }

  private func complete(_ buffer: EditBuffer) -> EditBuffer.Step? {
    if let next = menu?.next(buffer) {
      screen.footer = menu?.rows(width: screen.columns) ?? []
      return .replace(next)
    }
    (menu, screen.footer) = (nil, [])
    if let indentation = buffer.indentation() { return indentation }
    let before = buffer.sourceBeforeCursor
    let (range, items) = session.completions(in: buffer.source, at: before.utf8.count)
    let utf8 = Array(before.utf8)
    guard !items.isEmpty, range.lowerBound <= utf8.count else {
      screen.beep()
      return nil
    }
    let typed = String(decoding: utf8[range.lowerBound...], as: UTF8.self)
    let common = CompletionMenu.commonPrefix(items)
    let adds = common.hasPrefix(typed) && common != typed
    let choice = CompletionMenu.Choice(items, typed: adds ? common : typed)
    if items.count > 1 || !common.hasPrefix(typed) {
      menu = choice
      screen.footer = choice.rows(width: screen.columns)
    }
    return adds ? .insert(String(common.dropFirst(typed.count))) : nil
  }
}
