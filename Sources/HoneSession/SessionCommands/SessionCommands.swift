/// The rows of the `%` commands that belong to the session itself. A name that starts with `%` is the form with two
/// percent signs, which takes the rest of the cell.
enum SessionCommands {
  static var rows: [Command] { time + timeit + [who, reset, history, run, cd, cache, catalog, quickref] }
}
