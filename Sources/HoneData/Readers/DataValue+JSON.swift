extension DataValue {
  /// The one JSON value (RFC 8259) that `bytes` hold, which must be valid UTF-8.
  package init(json bytes: [UInt8]) throws(JSONProblem) {
    let result = bytes.withUnsafeBytes { text in
      Result { () throws(JSONProblem) in
        var reader = JSONReader(text)
        return try reader.readDocument()
      }
    }
    self = try result.get()
  }
}
