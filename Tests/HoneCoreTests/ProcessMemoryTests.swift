import Foundation
import HoneCore
import Testing

struct ProcessMemoryTests {
  @Test func whatIsAvailableIsAPartOfTheMachines() throws {
    let available = try #require(ProcessMemory.available)
    #expect(available > 1 << 20 && UInt64(available) <= ProcessInfo.processInfo.physicalMemory)
  }
}
