/// Every allocation fails once: the call says so, all versions stay as they were, nothing leaks.
import CHamt
import Testing

@Suite struct FaultTests {
  /// A change to a map, each chosen so that it allocates in a way of its own.
  struct Change: CustomTestStringConvertible, Sendable {
    enum Operation: Sendable {
      case assoc(UInt, UInt)
      case without(UInt)
    }

    let testDescription: String
    /// The hash of key 0, of key 1 and so on; all are bound before the change. A later key is its own hash.
    let hashes: [UInt64]
    let operation: Operation

    init(_ name: String, hashes: [UInt64], _ operation: Operation) {
      testDescription = name
      self.hashes = hashes
      self.operation = operation
    }

    func applied(to map: Map) throws(OutOfMemory) -> Map {
      switch operation {
      case .assoc(let key, let value): try map.assoc(key, value)
      case .without(let key): try map.without(key)
      }
    }

    func applied(to model: [UInt: UInt]) -> [UInt: UInt] {
      var model = model
      switch operation {
      case .assoc(let key, let value): model[key] = value
      case .without(let key): model[key] = nil
      }
      return model
    }
  }

  @Test(arguments: [
    Change("bind in the empty map", hashes: [], .assoc(50, 1)),
    Change("bind in a free slot", hashes: [1, 2, 3], .assoc(50, 1)),
    Change("bind in a free slot three levels down", hashes: [0, 1 << 10, 1], .assoc(2 << 10, 1)),
    Change("replace in the root", hashes: [1, 2, 3], .assoc(0, 99)),
    Change("replace three levels down", hashes: [0, 1 << 10, 1], .assoc(1, 99)),
    Change("push an entry down one level", hashes: [50 + 32], .assoc(50, 1)),
    Change("push an entry down to the last level", hashes: [50 | 1 << 63], .assoc(50, 1)),
    Change("make a collision", hashes: [50], .assoc(50, 1)),
    Change("add to a collision", hashes: [50, 50], .assoc(50, 1)),
    Change("replace in a collision", hashes: [7, 7], .assoc(1, 99)),
    Change("remove from the root", hashes: [1, 2, 3], .without(1)),
    Change("remove three levels down", hashes: [0, 1 << 10, 2 << 10, 1], .without(1)),
    Change("remove so that an entry moves up", hashes: [0, 1 << 10, 1], .without(0)),
    Change("shrink a collision", hashes: [7, 7, 7], .without(1)),
    Change("end a collision", hashes: [7, 7], .without(1)),
  ])
  func anyAllocationMayFail(change: Change) throws {
    let hashes = change.hashes
    let family = TestFamily(hash: { $0 < UInt(hashes.count) ? hashes[Int($0)] : UInt64($0) })
    do {
      let model = Dictionary(uniqueKeysWithValues: hashes.indices.map { (UInt($0), UInt($0) + 100) })
      let map = try family.map(model)
      let bytes = family.liveBytes
      var failures = 0
      while true {
        family.failAllocation(after: failures)
        defer { family.failAllocation(after: nil) }
        do throws(OutOfMemory) {
          let changed = try change.applied(to: map)
          changed.expect(change.applied(to: model))
          break
        } catch {
          failures += 1
          #expect(family.liveBytes == bytes)
          map.expect(model)
        }
      }
      #expect(failures > 0, "the change allocates")
      #expect(family.failures == failures)
      map.expect(model)
    }
    family.expectNothingLeft()
  }

  @Test func removingTheLastKeyNeedsNoMemory() throws {
    let family = TestFamily()
    let map = try family.map([1: 10])
    family.failAllocation(after: 0)
    #expect(try map.without(1).count == 0)
  }
}
