import OrderedCollections

package final class ListObject: Container {
  package var items: [Value]

  package init(_ items: [Value] = []) { self.items = items }

  override func takeContents() -> [Value] { exchange(&items, with: []) }
  deinit { Container.free(takeContents()) }
}

package final class TupleObject: Container {
  package private(set) var items: [Value]

  package init(_ items: [Value]) { self.items = items }

  override func takeContents() -> [Value] { exchange(&items, with: []) }
  deinit { Container.free(takeContents()) }
}

/// A dict in insertion order.
package final class DictObject: Container {
  package var entries: OrderedDictionary<Key, Value>

  package init(_ entries: OrderedDictionary<Key, Value> = [:]) { self.entries = entries }

  /// The value under a string key.
  package subscript(name: String) -> Value? {
    get { entries[Key(name)] }
    set { entries[Key(name)] = newValue }
  }

  override func takeContents() -> [Value] {
    let all = exchange(&entries, with: [:])
    return all.values + all.keys.map(\.value)
  }
  deinit { Container.free(takeContents()) }
}

/// A set; it keeps insertion order, so that what is printed does not change from run to run.
package final class SetObject: Container {
  package var items: OrderedSet<Key>

  package init(_ items: OrderedSet<Key> = []) { self.items = items }

  override func takeContents() -> [Value] { exchange(&items, with: []).map(\.value) }
  deinit { Container.free(takeContents()) }
}

package final class RangeObject {
  package let start: Int
  package let stop: Int
  package let step: Int

  package init(start: Int, stop: Int, step: Int) {
    precondition(step != 0)
    self.start = start
    self.stop = stop
    self.step = step
  }
}

/// `keys()`, `values()` or `items()` of a dict: shows the dict as it is when looked at.
package final class DictView: Container {
  package enum Part: String { case keys, values, items }

  package private(set) var dict: DictObject
  package let part: Part

  package init(_ dict: DictObject, _ part: Part) {
    self.dict = dict
    self.part = part
  }

  override func takeContents() -> [Value] { [.dict(exchange(&dict, with: DictObject()))] }
  deinit { Container.free(takeContents()) }
}

/// Stores `new` and returns what was there.
func exchange<T>(_ place: inout T, with new: T) -> T {
  let old = place
  place = new
  return old
}
