import HoneLanguage

/// Goes through the cells of a session in the order they ran and says of each what it reads and changes.
///
/// Treats what it cannot know as doing the most: a method that is not known to leave its object as it is changes it, an
/// unknown function changes its arguments, and whatever may hold the same object changes with it. A function does what
/// its body does wherever its name is read, as it may be called there.
struct CellAnalysis {
  /// What calling any function that a name may hold does.
  struct Latent: Equatable {
    var reads: Set<String> = []
    var changes: Set<String> = []

    mutating func add(_ other: Latent) {
      reads.formUnion(other.reads)
      changes.formUnion(other.changes)
    }
  }

  /// The names of a function or a comprehension that is open.
  struct Locals {
    var names: Set<String>
    /// Names that stand for what a caller gives; the caller knows what changes with it.
    var given: Set<String> = []
    /// Of a comprehension: where the objects of its names come from.
    var sources: Set<String>?
    /// Whether an object that one of the names holds may have been changed.
    var isChanged = false
  }

  let calls: KnownCalls
  /// Names that may hold, or be part of, the same object.
  private(set) var links: [String: Set<String>] = [:]
  var latents: [String: Latent] = [:]
  /// Names of functions that keep nothing between calls: defined at the top level, without containers as defaults.
  var plainFunctions: Set<String> = []
  /// Names that may hold what is used up by going through it, as `zip` and `map` give.
  var consumables: Set<String> = []
  /// Every name that a cell has bound so far.
  private(set) var names: Set<String> = []

  /// Bound objects that were seen again after the user's name that hid them was gone: what was done to them before counts,
  /// whatever was assigned to the name meanwhile.
  private(set) var unhidden: Set<String> = []

  // Of the cell that is gone through.
  var effects = CellEffects()
  /// False in what may not run, or not once.
  var isCertain = true
  var locals: [Locals] = []

  init(_ calls: KnownCalls) { self.calls = calls }

  /// Of the first `count` statements of a cell; nil for a source that does not parse.
  mutating func effects(of source: String, count: Int = .max) -> CellEffects? {
    guard let program = try? Parser.parse(source) else { return nil }
    effects = CellEffects()
    let statements = program.statements.prefix(count)
    for statement in statements { visit(statement) }
    // Of a cell that is cut short nothing is shown.
    if let last = statements.last, statements.count == program.statements.count { show(last) }
    names.formUnion(effects.sets.union(effects.changes).filter(Self.isName))
    if effects.isOpaque {
      effects.reads.formUnion(known)
      effects.changes.formUnion(known)
    }
    return effects
  }

  /// What a cell shows is the next `_`.
  private mutating func show(_ statement: Statement) {
    switch statement.kind {
    case .expression(let value, _):
      let sources = sources(of: value)
      effects.changes.insert(CellEffects.result)
      link(CellEffects.result, to: sources)
      latents[CellEffects.result, default: Latent()].add(latent(in: value))
      if value.mayBeConsumed || !consumables.isDisjoint(with: sources) { consumables.insert(CellEffects.result) }
    case .command(let name, let argument, let body) where name.name == "time":
      if let last = (try? Parser.parse(body ?? argument))?.statements.last { show(last) }
    case .command(let name, _, _) where name.name == "run": effects.changes.insert(CellEffects.result)
    default: break
    }
  }

  /// All names that can be read.
  var known: Set<String> { names.union(KnownCalls.bound).union(KnownCalls.parts.values.joined()) }

  /// Whether it stands for itself, and not for a part, the results or the folder.
  private static func isName(_ name: String) -> Bool {
    name != CellEffects.result && !name.contains(".") && name != CellAnalysis.folder
  }

  func isLocal(_ name: String) -> Bool { locals.contains { $0.names.contains(name) } }

  /// `%reset`: every name of the user's is gone.
  mutating func forgetNames() {
    effects.sets.formUnion(names)
    for name in KnownCalls.bound { unhide(name) }
    (links, latents, plainFunctions, consumables) = ([:], [:], [], [])
  }
}

// What happens to a name.
extension CellAnalysis {
  mutating func read(_ name: String) {
    guard !isLocal(name) else { return }
    for holder in holders(of: name) where consumables.contains(holder) { change(holder) }
    readHere(name)
    let called = reach(of: name)
    for read in called.reads { readHere(read) }
    for changed in called.changes { change(changed) }
  }

  /// The names that share the object that reading a name gives.
  func holders(of name: String) -> Set<String> {
    CellEffects.isResult(name) ? (links[CellEffects.result] ?? []).union([name, CellEffects.result]) : [name]
  }

  /// What the functions that a name may hold do, and those that they call.
  func reach(of name: String) -> Latent {
    var (reached, seen, pile) = (Latent(), Set([name]), Array(holders(of: name)))
    while let next = pile.popLast() {
      guard let latent = latents[next] else { continue }
      reached.add(latent)
      pile += latent.reads.filter { seen.insert($0).inserted }
    }
    return reached
  }

  private mutating func readHere(_ name: String) {
    if CellEffects.isResult(name) { effects.read(CellEffects.result) }
    effects.read(name)
    for part in KnownCalls.parts[name] ?? [] { effects.read(part) }
  }

  /// The object that a name holds may change, and with it all that may hold the same one.
  ///
  /// Results share one name, so two that are linked to it need not share an object: who takes an object from there is
  /// linked to all that shared it.
  mutating func change(_ name: String) {
    if let scope = locals.lastIndex(where: { $0.names.contains(name) }) { return changeLocal(name, in: scope) }
    var reached: Set<String> = [name]
    var pile = [name]
    while let next = pile.popLast() {
      if !effects.sets.contains(next) { effects.changes.insert(next) }
      if next == CellEffects.result, next != name { continue }
      effects.read(next)
      for other in links[next] ?? [] where reached.insert(other).inserted { pile.append(other) }
    }
  }

  private mutating func changeLocal(_ name: String, in scope: Int) {
    if let sources = locals[scope].sources {
      for source in sources { change(source) }
    } else if !locals[scope].given.contains(name) {
      locals[scope].isChanged = true
    }
  }

  mutating func bind(_ name: String, sources: Set<String> = [], latent new: Latent = Latent()) {
    guard !isLocal(name) else { return }
    if isCertain, !sources.contains(name) {
      unlink(name)
      latents[name] = new
      plainFunctions.remove(name)
      consumables.remove(name)
    } else {
      latents[name, default: Latent()].add(new)
      plainFunctions.remove(name)
    }
    if isCertain {
      effects.sets.formUnion([name] + (KnownCalls.parts[name] ?? []))
    } else {
      effects.changes.insert(name)
    }
    if !consumables.isDisjoint(with: sources) { consumables.insert(name) }
    link(name, to: sources)
  }

  mutating func unhide(_ name: String) {
    guard KnownCalls.bound.contains(name), !isLocal(name) else { return }
    unhidden.formUnion([name] + (KnownCalls.parts[name] ?? []))
  }

  mutating func link(_ name: String, to sources: Set<String>) {
    guard !isLocal(name) else { return }
    for source in sources where source != name && !isLocal(source) {
      links[name, default: []].insert(source)
      links[source, default: []].insert(name)
    }
  }

  /// The name holds something else now; those that shared its object may still share it with one another.
  private mutating func unlink(_ name: String) {
    let others = links.removeValue(forKey: name) ?? []
    for other in others { links[other]?.remove(name) }
    for other in others { link(other, to: others) }
  }

  /// All that the name's object was is replaced, and whatever shares it changes.
  mutating func replace(_ name: String) {
    for other in links[name] ?? [] where other != CellEffects.result { change(other) }
    bind(name)
  }
}
