// Measures the engine through loops written in C.
//
// The library exports no product for its engine, and a second copy in this package would define every symbol
// twice. But a target that depends on ContextVars finds the engine's header, just as ContextVars does, so the
// loops are compiled against the linked engine, which is built with the flags that users get.

import CEngineLoops

/// A `chamt_map` whose values are reference counted.
package typealias CountedEngineMap = EngineMap<Object>
/// A `chamt_map` whose values are plain words.
package typealias PlainEngineMap = EngineMap<UInt>

/// `@unchecked Sendable`: the loops change only reference counts, which are atomic.
package final class EngineMap<Value: Payload>: PeerMap, @unchecked Sendable {
  private let loops: OpaquePointer

  package init(keys: [UInt]) {
    loops = loops_make(keys, keys.count, Value.self is AnyClass)
  }

  deinit { loops_free(loops) }

  package var count: Int { loops_count(loops) }
  /// The bytes requested from the allocator for the map's nodes.
  package var bytes: Int { loops_bytes(loops) }

  package func find(_ keys: [UInt], calls: Int) -> Int { loops_find(loops, keys, keys.count, calls) }
  package func assoc(_ keys: [UInt], calls: Int) -> Int { loops_assoc(loops, keys, keys.count, calls) }
  package func without(_ keys: [UInt], calls: Int) -> Int { loops_without(loops, keys, keys.count, calls) }
  package func iterate(calls: Int) -> UInt { loops_iterate(loops, calls) }
  package func version(changing key: UInt) -> EngineVersion { EngineVersion(root: loops_version(loops, key)) }
  package func equal(_ version: EngineVersion, calls: Int) -> Int { loops_equal(loops, version.root, calls) }
}

/// A version of the engine's map, as a C program holds one. It is never released: the measuring process ends
/// soon.
///
/// `@unchecked Sendable`: the version is never changed.
package struct EngineVersion: @unchecked Sendable {
  fileprivate let root: UnsafeRawPointer
}
