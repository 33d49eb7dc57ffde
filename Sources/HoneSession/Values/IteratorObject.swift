/// What `zip`, `map`, `enumerate` and their kin give: items that can be gone through once.
package final class IteratorObject: Container {
  enum Source {
    case done
    case items([Value], next: Int)
    /// Looks at the list anew for each item, so that items appended meanwhile are seen.
    case list(ListObject, next: Int)
    case range(RangeObject, next: Int)
    case text([Unicode.Scalar], next: Int)
    /// Refuses to go on once the dict has grown or shrunk.
    case view(DictView, next: Int, count: Int)
    case set(SetObject, next: Int, count: Int)
    case indexed(any IndexableObject, next: Int)
    case custom(() throws -> Value?)
    case enumerate(IteratorObject, next: Int)
    case zip([IteratorObject], strict: Bool)
    case map(Value, [IteratorObject])
    case filter(Value, IteratorObject)
  }

  package let typeName: String
  var source: Source

  init(_ typeName: String, _ source: Source) {
    self.typeName = typeName
    self.source = source
  }

  override func takeContents() -> [Value] {
    switch exchange(&source, with: .done) {
    case .items(let items, _): items
    case .list(let list, _): [.list(list)]
    case .view(let view, _, _): [.view(view)]
    case .set(let set, _, _): [.set(set)]
    case .enumerate(let inner, _): [.iterator(inner)]
    case .zip(let inner, _): inner.map { .iterator($0) }
    case .map(let function, let inner): [function] + inner.map { .iterator($0) }
    case .filter(let function, let inner): [function, .iterator(inner)]
    case .done, .range, .text, .indexed, .custom: []
    }
  }
  deinit { Container.free(takeContents()) }
}
