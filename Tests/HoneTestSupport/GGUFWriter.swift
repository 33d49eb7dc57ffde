import Foundation

/// Makes GGUF files byte by byte: valid ones, and with every statement of the header open to lies.
package struct GGUFWriter {
  package enum Value {
    case uint32(UInt32), uint64(UInt64), float(Float), bool(Bool), string(String), strings([String]), int32s([Int32]),
      floats([Float])
    /// Bytes behind a type number that need not exist.
    case raw(type: UInt32, bytes: [UInt8])
  }

  package struct Tensor {
    package var name: String
    /// Innermost first.
    package var shape: [UInt64]
    package var type: UInt32
    package var data: [UInt8]
    /// Stated in place of where the data really lies.
    package var offset: UInt64?

    package init(name: String, shape: [UInt64], type: UInt32, data: [UInt8]) {
      (self.name, self.shape, self.type, self.data) = (name, shape, type, data)
    }
  }

  package var magic = Array("GGUF".utf8)
  package var version: UInt32 = 3
  package var keys: [(name: String, value: Value)] = []
  package var tensors: [Tensor] = []
  package var alignment = 32
  /// Stated in place of the true counts.
  package var tensorCount: UInt64?
  package var keyCount: UInt64?

  package init() {}

  package subscript(key: String) -> Value? {
    get { keys.first { $0.name == key }?.value }
    set {
      let index = keys.firstIndex { $0.name == key }
      switch (index, newValue) {
      case (let index?, let value?): keys[index].value = value
      case (let index?, nil): keys.remove(at: index)
      case (nil, let value?): keys.append((key, value))
      case (nil, nil): break
      }
    }
  }

  /// Changes the tensor of that name, which exists.
  package mutating func change(_ name: String, _ body: (inout Tensor) -> Void) {
    guard let index = tensors.firstIndex(where: { $0.name == name }) else { preconditionFailure("no tensor \(name)") }
    body(&tensors[index])
  }

  /// Everything before the first tensor's bytes, without the padding between.
  package var header: Data {
    var data = Data(magic)
    data.add(version)
    data.add(tensorCount ?? UInt64(tensors.count))
    data.add(keyCount ?? UInt64(keys.count))
    for (name, value) in keys {
      data.add(name)
      data.add(value)
    }
    var offset = 0
    for tensor in tensors {
      data.add(tensor.name)
      data.add(UInt32(tensor.shape.count))
      for size in tensor.shape { data.add(size) }
      data.add(tensor.type)
      data.add(tensor.offset ?? UInt64(offset))
      offset += padded(tensor.data.count)
    }
    return data
  }

  package var file: Data {
    var data = header
    data.append(Data(count: padded(data.count) - data.count))
    for tensor in tensors {
      data.append(contentsOf: tensor.data)
      data.append(Data(count: padded(tensor.data.count) - tensor.data.count))
    }
    return data
  }

  private func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
}

extension Data {
  fileprivate mutating func add(_ number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }

  fileprivate mutating func add(_ text: String) {
    add(UInt64(text.utf8.count))
    append(contentsOf: text.utf8)
  }

  fileprivate mutating func add(_ value: GGUFWriter.Value) {
    switch value {
    case .uint32(let number): add(UInt32(4)); add(number)
    case .uint64(let number): add(UInt32(10)); add(number)
    case .float(let number): add(UInt32(6)); add(number.bitPattern)
    case .bool(let flag): add(UInt32(7)); append(flag ? 1 : 0)
    case .string(let text): add(UInt32(8)); add(text)
    case .strings(let texts):
      add(UInt32(9)); add(UInt32(8)); add(UInt64(texts.count))
      for text in texts { add(text) }
    case .int32s(let numbers):
      add(UInt32(9)); add(UInt32(5)); add(UInt64(numbers.count))
      for number in numbers { add(number) }
    case .floats(let numbers):
      add(UInt32(9)); add(UInt32(6)); add(UInt64(numbers.count))
      for number in numbers { add(number.bitPattern) }
    case .raw(let type, let bytes): add(type); append(contentsOf: bytes)
    }
  }
}
