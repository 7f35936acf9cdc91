// Random operations compared with a dictionary; old versions are checked again later.
import CHamt
import TestSupport
import Testing

@Suite struct ModelTests {
  /// How the keys' hashes are distributed: each way stresses another part of the trie.
  enum Keys: String, CaseIterable, Sendable {
    case denseIdentity, sparseIdentity, spreadHash, weakHash, oneHash, highBitsOnly

    var family: TestFamily {
      switch self {
      case .denseIdentity, .sparseIdentity: TestFamily()
      case .spreadHash: TestFamily(hash: { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 })
      case .weakHash: TestFamily(hash: { UInt64($0 & 3) * 0x1_0000_0001 })
      case .oneHash: TestFamily(hash: { _ in 42 })
      case .highBitsOnly: TestFamily(hash: { UInt64($0 & 7) << 61 | UInt64($0 >> 3 & 1) })
      }
    }

    func key(_ index: UInt) -> UInt {
      self == .sparseIdentity ? index &* 0x9E37_79B9_7F4A_7C15 : index
    }
  }

  /// A version, and the contents it must keep forever.
  struct Version {
    var map: Map
    var model: [UInt: UInt]
  }

  @Test(arguments: Keys.allCases)
  func `random operations agree with a dictionary in every version`(keys: Keys) throws {
    var generator = SeededGenerator.printingSeed(of: "random operations, \(keys)")
    let family = keys.family
    do {
      var versions = [Version(map: family.empty, model: [:])]
      for _ in 0..<3_000 {
        // Derives from any live version, most often from the newest.
        let newest = versions.count - 1
        let source = Bool.random(using: &generator) ? newest : .random(in: 0...newest, using: &generator)
        var version = versions[source]
        let key = keys.key(.random(in: 0..<60, using: &generator))
        if Int.random(in: 0..<5, using: &generator) < 3 {
          let value = UInt.random(in: 0..<3, using: &generator)
          version.map = try version.map.assoc(key, value)
          version.model[key] = value
        } else {
          version.map = try version.map.without(key)
          version.model[key] = nil
        }
        version.map.expect(version.model)
        #expect(version.map[key] == version.model[key])
        let other = versions.randomElement(using: &generator)!
        #expect(version.map.isEqual(to: other.map) == (version.model == other.model))
        #expect(version.map.changes(since: other.map) == Changes(from: other.model, to: version.model))
        versions[source].map.expect(versions[source].model)
        versions.append(version)
        if versions.count > 40 { versions.remove(at: .random(in: 0..<40, using: &generator)) }
      }
      for version in versions {
        version.map.expect(version.model)
        #expect(version.map.isEqual(to: try family.map(version.model)))
      }
    }
    family.expectNothingLeft()
  }
}
