import CEdit
import Foundation

/// libedit's editor on this process's terminal: the only file that talks to it.
///
/// There is one, used by the main thread. Keys go to `perform`, which answers with what is to be done to the buffer.
final class EditLine {
  enum Key: String, CaseIterable {
    case enter, newline, tab, backspace, left, right, up, down, home, end, paste, search
  }

  enum Line {
    case text(String)
    case endOfInput
    case interrupted
  }

  var prompt = ""
  /// Runs for each key of ours; nil leaves the buffer as it is and draws it anew.
  var perform: (Key, EditBuffer) -> EditBuffer.Step? = { _, _ in nil }

  private let handle: OpaquePointer
  private let events: OpaquePointer
  private var promptBytes: UnsafeMutablePointer<CChar>?
  private var margin = 0
  private var wasInterrupted = false
  /// Lines of the cell under the cursor's when Ctrl-C came.
  private var linesBelow = 0

  private static let historySize: Int32 = 10_000
  // Sequences that no keyboard sends, pushed to call libedit's own functions from ours.
  private static let acceptKey = "\u{1B}[990~", backKey = "\u{1B}[991~", forwardKey = "\u{1B}[992~"
  private static let searchKey = "\u{1B}[993~"

  init?(editing: Configuration.Editing) {
    EditLine.useUTF8()
    guard let handle = hone_edit_open(), let events = history_init() else { return nil }
    (self.handle, self.events) = (handle, events)
    hone_edit_set_client(handle, Unmanaged.passUnretained(self).toOpaque())
    if editing == .vi { hone_edit_use_vi(handle) } else { hone_edit_use_emacs(handle) }
    hone_history_set_size(events, EditLine.historySize)
    hone_edit_set_history(handle, events)
    hone_edit_set_prompt(handle) { handle in EditLine.of(handle)?.promptBytes }
    hone_edit_set_reader(handle) { handle, character in EditLine.of(handle)?.read(character) ?? -1 }
    hone_edit_leave_uncooked(handle)
    bindKeys()
    el_source(handle, nil)
  }

  deinit {
    el_end(handle)
    history_end(events)
    free(promptBytes)
  }

  /// Reads one cell. `margin` is the width of the prompt.
  func readLine(margin: Int, usesPaste: Bool) -> Line {
    self.margin = margin
    free(promptBytes)
    promptBytes = strdup(prompt)
    wasInterrupted = false
    if usesPaste { write("\u{1B}[?2004h") }
    // libedit leaves the cooked mode only after it has shown the prompt, and what comes in between can be lost.
    hone_edit_prepare(handle)
    var count: Int32 = 0
    let line = el_gets(handle, &count).map { String(cString: $0) }
    if usesPaste { write("\u{1B}[?2004l") }
    if wasInterrupted {
      write(String(repeating: "\n", count: linesBelow) + "\u{1B}[J^C\n")
      return .interrupted
    }
    guard let line, count > 0 else { return .endOfInput }
    return .text(EditBuffer.removingMargin(margin, from: line))
  }

  /// Replaces the history, oldest first.
  func setHistory(_ cells: [String], margin: Int) {
    hone_history_clear(events)
    for cell in cells { hone_history_enter(events, EditBuffer.addingMargin(margin, to: cell)) }
  }

  func enterHistory(_ cell: String, margin: Int) {
    hone_history_enter(events, EditBuffer.addingMargin(margin, to: cell))
  }

  /// Writes below what is being edited, which is drawn anew under it.
  func show(below text: String) {
    write("\r\n\u{1B}[J" + text.split(separator: "\n").joined(separator: "\r\n") + "\r\n")
    hone_edit_refresh(handle)
  }

  func write(_ text: String) {
    let bytes = Array(text.utf8)
    bytes.withUnsafeBytes { hone_edit_write($0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count) }
  }

  func startSearch() { el_push(handle, EditLine.searchKey) }

  func beep() { el_beep(handle) }

  /// Pasted text up to the terminal's closing mark.
  func readPaste() -> String {
    let mark = Array("\u{1B}[201~".utf8)
    var bytes: [UInt8] = []
    while !bytes.suffix(mark.count).elementsEqual(mark) {
      guard let byte = nextByte() else { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return String(decoding: bytes.dropLast(mark.count), as: UTF8.self)
  }
}

// What libedit calls.
extension EditLine {
  private static func of(_ handle: OpaquePointer?) -> EditLine? {
    guard let handle, let client = hone_edit_client(handle) else { return nil }
    return Unmanaged<EditLine>.fromOpaque(client).takeUnretainedValue()
  }

  private static func dispatch(_ key: Key, _ handle: OpaquePointer?) -> UInt8 {
    of(handle).map { UInt8($0.run(key)) } ?? UInt8(CC_ERROR)
  }

  private func run(_ key: Key) -> Int32 {
    guard let step = perform(key, buffer) else { return CC_REFRESH }
    switch step {
    case .move(let distance): el_cursor(handle, Int32(distance))
    case .delete(let count): el_deletestr(handle, Int32(count))
    case .insert(let text): return el_insertstr(handle, text) == 0 ? CC_REFRESH : CC_ERROR
    case .submit:
      el_cursor(handle, Int32(buffer.scalars.count))
      el_push(handle, EditLine.acceptKey)
    case .historyBack: el_push(handle, EditLine.backKey)
    case .historyForward: el_push(handle, EditLine.forwardKey)
    }
    return CC_REFRESH
  }

  private var buffer: EditBuffer {
    guard let line = el_line(handle)?.pointee else { return EditBuffer("", margin: margin) }
    func text(_ start: UnsafePointer<CChar>, _ end: UnsafePointer<CChar>) -> String {
      String(decoding: UnsafeRawBufferPointer(start: start, count: end - start), as: UTF8.self)
    }
    let before = text(line.buffer, line.cursor).unicodeScalars.count
    return EditBuffer(text(line.buffer, line.lastchar), cursor: before, margin: margin)
  }

  private func bindKeys() {
    let functions: [(Key, hone_edit_function)] = [
      (.enter, { handle, _ in EditLine.dispatch(.enter, handle) }),
      (.newline, { handle, _ in EditLine.dispatch(.newline, handle) }),
      (.tab, { handle, _ in EditLine.dispatch(.tab, handle) }),
      (.backspace, { handle, _ in EditLine.dispatch(.backspace, handle) }),
      (.left, { handle, _ in EditLine.dispatch(.left, handle) }),
      (.right, { handle, _ in EditLine.dispatch(.right, handle) }),
      (.up, { handle, _ in EditLine.dispatch(.up, handle) }),
      (.down, { handle, _ in EditLine.dispatch(.down, handle) }),
      (.home, { handle, _ in EditLine.dispatch(.home, handle) }),
      (.end, { handle, _ in EditLine.dispatch(.end, handle) }),
      (.paste, { handle, _ in EditLine.dispatch(.paste, handle) }),
      (.search, { handle, _ in EditLine.dispatch(.search, handle) }),
    ]
    for (key, function) in functions { hone_edit_add(handle, "hone-\(key)", "hone: \(key)", function) }
    let keys: [(Key, [String])] = [
      (.enter, ["^J", "^M"]), (.newline, ["\\e^J", "\\e^M"]), (.tab, ["^I"]), (.backspace, ["^?", "^H"]),
      (.left, ["^B", "\\e[D", "\\eOD"]), (.right, ["^F", "\\e[C", "\\eOC"]), (.up, ["^P", "\\e[A", "\\eOA"]),
      (.down, ["^N", "\\e[B", "\\eOB"]), (.home, ["^A", "\\e[H", "\\eOH", "\\e[1~"]),
      (.end, ["^E", "\\e[F", "\\eOF", "\\e[4~"]), (.paste, ["\\e[200~"]), (.search, ["^R"]),
    ]
    for (key, sequences) in keys {
      for sequence in sequences { hone_edit_bind(handle, sequence, "hone-\(key)") }
    }
    let own = [
      (EditLine.acceptKey, "ed-newline"), (EditLine.backKey, "ed-prev-history"),
      (EditLine.forwardKey, "ed-next-history"),
      (EditLine.searchKey, "em-inc-search-prev"), ("\\e[3~", "ed-delete-next-char"),
      ("\\e[1;5D", "ed-prev-word"), ("\\e[1;5C", "em-next-word"), ("\\e[1;3D", "ed-prev-word"),
      ("\\e[1;3C", "em-next-word"),
    ]
    for (sequence, function) in own { hone_edit_bind(handle, sequence, function) }
  }

  /// One character for libedit: 1, 0 at the end of the input, -1 after Ctrl-C.
  private func read(_ character: UnsafeMutablePointer<wchar_t>?) -> Int32 {
    guard var bytes = nextByte().map({ [$0] }) else { return wasInterrupted ? -1 : 0 }
    let length = bytes[0] < 0xC0 ? 1 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4
    while bytes.count < length, let byte = nextByte() { bytes.append(byte) }
    let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first
    character?.pointee = wchar_t(bitPattern: scalar?.value ?? 0xFFFD)
    return 1
  }

  /// One byte from the terminal; nil at its end and after Ctrl-C. Meets a new window size and a return from suspension.
  private func nextByte() -> UInt8? {
    var byte: UInt8 = 0
    while true {
      if Signals.takeInterrupt() {
        wasInterrupted = true
        linesBelow = buffer.linesBelow
        return nil
      }
      if Signals.takeResize() { el_resize(handle) }
      if Signals.takeContinue() {
        hone_edit_prepare(handle)
        hone_edit_refresh(handle)
      }
      let count = Foundation.read(STDIN_FILENO, &byte, 1)
      if count == 1 { return byte }
      if count == 0 || errno != EINTR { return nil }
    }
  }

  /// Without a UTF-8 locale libedit drops what is not ASCII.
  private static func useUTF8() {
    setlocale(LC_CTYPE, "")
    if nl_langinfo(nl_item(CODESET)).map({ String(cString: $0) }) != "UTF-8" { setlocale(LC_CTYPE, "C.UTF-8") }
  }
}
