import HoneSession

extension NotebookRun {
  /// Says of which cells the recorded outputs are not those of the present code in the present order, for the states
  /// that are named.
  func nameOutOfDate(_ states: [Freshness]) {
    for index in notebook.cells.indices where index >= first {
      guard let present = hashes[index], let reads = reads[index] else { continue }
      let cell = notebook.cells[index]
      let state = Freshness(
        recorded: cell.outputs.first?.attributes["in"], present: present,
        atEnd: session.inputHashNow(source: cell.source, reads: reads))
      if states.contains(state), let text = state.text(of: cell.title) { say(.remark(text)) }
    }
  }
}
