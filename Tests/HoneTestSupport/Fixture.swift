import Foundation

/// Decodes a JSON fixture that a test target carries.
package func fixture<Value: Decodable>(_ name: String, as type: Value.Type = Value.self, in bundle: Bundle) throws
  -> Value
{
  let url = bundle.bundleURL.appending(path: "Fixtures/\(name).json")
  return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
}

/// ‖a − b‖ / ‖b‖
package func relativeDifference(_ a: [Float], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  var difference = 0.0, norm = 0.0
  for (x, y) in zip(a, b) {
    difference += (Double(x) - y) * (Double(x) - y)
    norm += y * y
  }
  return (difference / max(norm, 1e-30)).squareRoot()
}
