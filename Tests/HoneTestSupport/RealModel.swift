import HoneCore
import HoneData
import Synchronization

private let fetched = Mutex<String?>(nil)

/// The path of SmolLM2-135M-Instruct, the catalog's "smollm2", in the user's cache; the first test that needs it downloads it.
package func realModelFile() throws -> String {
  try fetched.withLock { path in
    if let path { return path }
    let file = try Catalog().fetch("smollm2", .model, monitor: SilentMonitor())
    path = file
    return file
  }
}
