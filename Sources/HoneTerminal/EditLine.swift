import CEdit
import Foundation

/// libedit's editor on this process's terminal: the only file that talks to it.
///
/// libedit reads keys, knows what they are bound to and keeps the text; hone draws it (see `CellDrawing`), as libedit's own
/// drawing knows no prompts of further lines, loses wide characters at the edge and does not follow a new size.
/// There is one, used by the main thread. Keys go to `perform`, which answers with what is to be done to the buffer.
final class EditLine {
  enum Key: String, CaseIterable {
    case enter, newline, tab, backspace, delete, left, right, up, down, home, end, paste, search
    case searchForward = "search-forward"
    case killToEnd = "kill-to-end"
    case killToStart = "kill-to-start"
    case killWord = "kill-word"
    case killWordBack = "kill-word-back"
    case yank, undo, clear, edit
  }

  enum Line {
    case text(String)
    case endOfInput
    case interrupted
  }

  /// Runs for each key of ours; nil leaves the buffer as it is.
  var perform: (Key, EditBuffer) -> EditBuffer.Step? = { _, _ in nil }
  /// Runs before hone waits for a key.
  var willWait: (EditBuffer) -> Void = { _ in }
  /// Runs where a signal came while hone waited; true ends the line.
  var wasSignalled: () -> Bool = { false }

  private(set) lazy var keys = KeyReader { [unowned self] in wasSignalled() }
  let handle: OpaquePointer
  private let isVi: Bool
  private var ending: Line?
  /// Text that the line begins with.
  private var draft = ""

  /// What libedit is given in vi mode for an Escape that begins no sequence, for which it would wait: Ctrl-^.
  private static let loneEscape: UInt32 = 0x1E
  /// Milliseconds in which the rest of a sequence comes.
  private static let escapeWait: Int32 = 25

  /// - Parameter editing: the keys, unless `.editrc` says otherwise.
  init?(editing: Configuration.Editing) {
    _ = EditLine.usesUTF8
    guard let handle = hone_edit_open() else { return nil }
    self.handle = handle
    let settings = EditLine.settings()
    isVi = settings.last { EditLine.choosesEditor($0) }.map { $0.contains("-v") } ?? (editing == .vi)
    hone_edit_set_client(handle, Unmanaged.passUnretained(self).toOpaque())
    hone_edit_set_reader(handle) { handle, character in EditLine.of(handle)?.read(character) ?? -1 }
    hone_edit_set_modes(handle)
    addFunctions()
    hone_edit_use(handle, isVi ? "vi" : "emacs")
    bindKeys()
    for line in settings where !EditLine.choosesEditor(line) { _ = hone_edit_obey(handle, line) }
  }

  deinit { el_end(handle) }

  /// Reads one cell, which begins as `draft`.
  func readLine(draft: String) -> Line {
    (self.draft, ending) = (draft, nil)
    // libedit leaves the cooked mode only when it reads, and what comes in between can be lost.
    prepare()
    var count: Int32 = 0
    _ = el_gets(handle, &count)
    return ending ?? .endOfInput
  }

  /// Puts the terminal into the editing mode.
  func prepare() { hone_edit_prepare(handle) }

  var buffer: EditBuffer {
    guard let line = el_wline(handle)?.pointee, let start = line.buffer else { return EditBuffer("") }
    let count = line.lastchar - start
    let scalars = (0..<count).map { Unicode.Scalar(UInt32(bitPattern: start[$0])) ?? "\u{FFFD}" }
    return EditBuffer(scalars, cursor: line.cursor - start)
  }

  /// The lines of the user's settings for libedit.
  private static func settings() -> [String] {
    let environment = ProcessInfo.processInfo.environment
    guard let path = environment["EDITRC"] ?? environment["HOME"].map({ $0 + "/.editrc" }),
      let text = try? String(contentsOfFile: path, encoding: .utf8)
    else { return [] }
    return text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.hasPrefix("#") }
  }

  /// `bind -v` and `bind -e`, which forget what was bound before.
  private static func choosesEditor(_ line: String) -> Bool {
    let words = line.split { $0 == " " || $0 == "\t" }
    return words.count == 2 && (words[0] == "bind" || words[0].hasSuffix(":bind"))
      && (words[1] == "-v" || words[1] == "-e")
  }

  /// Without a UTF-8 locale libedit drops what is not ASCII, and no character has a width.
  static let usesUTF8: Bool = {
    setlocale(LC_CTYPE, "")
    return nl_langinfo(nl_item(CODESET)).map { String(cString: $0) } == "UTF-8" || setlocale(LC_CTYPE, "C.UTF-8") != nil
  }()
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
    let buffer = buffer
    guard let step = perform(key, buffer) else { return CC_REFRESH }
    switch step {
    case .move(let distance): el_cursor(handle, Int32(distance))
    case .delete(let count):
      if count < 0 { el_cursor(handle, Int32(-count)) }
      if count != 0 { el_deletestr(handle, Int32(abs(count))) }
    case .insert(let text): return insert(text)
    case .replace(let new): return replace(buffer, with: new)
    case .submit:
      ending = .text(buffer.source)
      return CC_NEWLINE
    case .leave: return CC_EOF
    case .historyBack, .historyForward: return CC_ERROR
    }
    return CC_REFRESH
  }

  private func replace(_ buffer: EditBuffer, with new: EditBuffer) -> Int32 {
    el_cursor(handle, Int32(buffer.scalars.count - buffer.cursor))
    if !buffer.scalars.isEmpty { el_deletestr(handle, Int32(buffer.scalars.count)) }
    let result = insert(new.source)
    el_cursor(handle, Int32(new.cursor - new.scalars.count))
    return result
  }

  private func insert(_ text: String) -> Int32 {
    text.isEmpty || el_insertstr(handle, text) == 0 ? CC_REFRESH : CC_ERROR
  }

  /// One character for libedit: 1, 0 at the end of the input, -1 after Ctrl-C.
  private func read(_ character: UnsafeMutablePointer<wchar_t>?) -> Int32 {
    if !draft.isEmpty { _ = insert(draft) }
    draft = ""
    if !keys.hasMore { willWait(buffer) }
    guard let scalar = keys.scalar() else {
      if Signals.takeInterrupt() { ending = .interrupted }
      return -1
    }
    let isEscape = isVi && scalar == "\u{1B}" && !keys.hasMore(within: EditLine.escapeWait)
    character?.pointee = wchar_t(bitPattern: isEscape ? EditLine.loneEscape : scalar.value)
    return 1
  }
}

// What keys are bound to.
extension EditLine {
  private func addFunctions() {
    let functions: [(Key, hone_edit_function)] = [
      (.enter, { handle, _ in EditLine.dispatch(.enter, handle) }),
      (.newline, { handle, _ in EditLine.dispatch(.newline, handle) }),
      (.tab, { handle, _ in EditLine.dispatch(.tab, handle) }),
      (.backspace, { handle, _ in EditLine.dispatch(.backspace, handle) }),
      (.delete, { handle, _ in EditLine.dispatch(.delete, handle) }),
      (.left, { handle, _ in EditLine.dispatch(.left, handle) }),
      (.right, { handle, _ in EditLine.dispatch(.right, handle) }),
      (.up, { handle, _ in EditLine.dispatch(.up, handle) }),
      (.down, { handle, _ in EditLine.dispatch(.down, handle) }),
      (.home, { handle, _ in EditLine.dispatch(.home, handle) }),
      (.end, { handle, _ in EditLine.dispatch(.end, handle) }),
      (.paste, { handle, _ in EditLine.dispatch(.paste, handle) }),
      (.search, { handle, _ in EditLine.dispatch(.search, handle) }),
      (.searchForward, { handle, _ in EditLine.dispatch(.searchForward, handle) }),
      (.killToEnd, { handle, _ in EditLine.dispatch(.killToEnd, handle) }),
      (.killToStart, { handle, _ in EditLine.dispatch(.killToStart, handle) }),
      (.killWord, { handle, _ in EditLine.dispatch(.killWord, handle) }),
      (.killWordBack, { handle, _ in EditLine.dispatch(.killWordBack, handle) }),
      (.yank, { handle, _ in EditLine.dispatch(.yank, handle) }),
      (.undo, { handle, _ in EditLine.dispatch(.undo, handle) }),
      (.clear, { handle, _ in EditLine.dispatch(.clear, handle) }),
      (.edit, { handle, _ in EditLine.dispatch(.edit, handle) }),
    ]
    for (key, function) in functions { hone_edit_add(handle, Self.name(key), "hone: \(key.rawValue)", function) }
  }

  /// The name for `.editrc`: `bind ^T hone-search`.
  private static func name(_ key: Key) -> String { "hone-" + key.rawValue }

  private func bindKeys() {
    let everywhere: [(Key, [String])] = [
      (.enter, ["^J", "^M"]), (.left, ["\\e[D", "\\eOD"]), (.right, ["\\e[C", "\\eOC"]),
      (.up, ["^P", "\\e[A", "\\eOA"]),
      (.down, ["^N", "\\e[B", "\\eOB"]), (.home, ["\\e[H", "\\eOH", "\\e[1~"]), (.end, ["\\e[F", "\\eOF", "\\e[4~"]),
      (.search, ["^R"]), (.searchForward, ["^S"]), (.clear, ["^L"]), (.delete, ["^D", "\\e[3~"]),
    ]
    let inserting: [(Key, [String])] = [
      (.tab, ["^I"]), (.backspace, ["^?", "^H"]), (.paste, ["\\e[200~"]), (.killToStart, ["^U"]),
      (.killWordBack, ["^W"]),
    ]
    let emacs: [(Key, [String])] = [
      (.newline, ["\\e^J", "\\e^M"]), (.left, ["^B"]), (.right, ["^F"]), (.home, ["^A"]), (.end, ["^E"]),
      (.killToEnd, ["^K"]), (.killWord, ["\\ed"]), (.killWordBack, ["\\e^?", "\\e^H"]), (.yank, ["^Y"]),
      (.undo, ["^_", "^X^U"]), (.edit, ["^X^E"]),
    ]
    let command: [(Key, [String])] = [
      (.up, ["k", "-"]), (.down, ["j", "+"]), (.search, ["/"]), (.searchForward, ["?"]), (.home, ["0", "^"]),
      (.end, ["$"]), (.paste, ["\\e[200~"]), (.edit, ["v"]),
    ]
    bind(everywhere + inserting + (isVi ? [] : emacs), with: hone_edit_bind)
    for (sequence, function) in Self.ownMotions(isVi) { hone_edit_bind(handle, sequence, function) }
    if isVi { hone_edit_bind(handle, "^^", "vi-command-mode") }
    if isVi { bind(everywhere + command, with: hone_edit_bind_command) }
  }

  private func bind(
    _ keys: [(Key, [String])], with bind: (OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Void
  ) {
    for (key, sequences) in keys {
      for sequence in sequences { bind(handle, sequence, Self.name(key)) }
    }
  }

  /// libedit's own functions on the keys that terminals send for Ctrl and Alt with the arrows.
  private static func ownMotions(_ isVi: Bool) -> [(String, String)] {
    let next = isVi ? "vi-next-word" : "em-next-word"
    return [("\\e[1;5D", "ed-prev-word"), ("\\e[1;5C", next), ("\\e[1;3D", "ed-prev-word"), ("\\e[1;3C", next)]
  }
}
