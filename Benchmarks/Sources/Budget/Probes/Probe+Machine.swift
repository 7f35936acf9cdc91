// Measures the elementary steps of this machine, without which figures in nanoseconds mean little.

import CMachine
import Harness

extension Probe {
  static let machine = Probe("machine") {
    [
      Side("atomic add") { calls throws(RunFailure) in
        let found = clocked { machine_atomic_adds(calls) }
        try expect(found.result, calls, "the number of additions")
        return found.nanoseconds
      },
      Side("malloc and free") { calls throws(RunFailure) in
        let found = clocked { machine_mallocs(calls) }
        try expect(found.result, calls, "the number of blocks")
        return found.nanoseconds
      },
      Side("small object") { calls in clocked { makeThings(calls) }.nanoseconds },
    ]
  }
}

@inline(never)
private func makeThings(_ calls: Int) {
  for number in 0..<calls { keep(Thing(number)) }
}
