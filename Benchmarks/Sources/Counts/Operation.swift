// An operation to count, and the counting itself.

import CRuntimeHooks
import Harness

/// The allocations, retains and releases that one call of an operation makes.
struct Counts: Equatable {
  var allocations: Double
  var retains: Double
  var releases: Double

  static func - (left: Counts, right: Counts) -> Counts {
    Counts(
      allocations: left.allocations - right.allocations, retains: left.retains - right.retains,
      releases: left.releases - right.releases)
  }
}

struct Operation {
  let name: String
  /// The baseline whose counts are subtracted from the operation's; nil to subtract nothing.
  let bare: (@Sendable (_ calls: Int) async -> Counts)?
  let body: @Sendable (_ calls: Int) async -> Counts

  init(
    _ name: String, over bare: (@Sendable (Int) async -> Counts)? = nil,
    _ body: @escaping @Sendable (Int) async -> Counts
  ) {
    self.name = name
    self.bare = bare
    self.body = body
  }

  /// The counts of one call, as the mean of many. One-time work, such as starting threads, happens in a first
  /// batch that is not counted.
  func counted() async -> Counts {
    let calls = 2000
    _ = await body(calls)
    let all = await body(calls)
    guard let bare else { return all }
    _ = await bare(calls)
    return all - (await bare(calls))
  }
}

/// The counts of one call, where `body` makes `calls` of them.
func counting(_ calls: Int, _ body: () async -> Void) async -> Counts {
  let before = hooks_now()
  await body()
  return .between(before, hooks_now(), calls)
}

/// The counts of one call, where `body` makes `calls` of them.
func counting(_ calls: Int, _ body: () -> Void) -> Counts {
  let before = hooks_now()
  body()
  return .between(before, hooks_now(), calls)
}

extension Counts {
  /// Rounded to a tenth, so that the one-time costs of a batch, divided among its calls, round to zero.
  fileprivate static func between(_ before: hooks_counts, _ after: hooks_counts, _ calls: Int) -> Counts {
    func each(_ count: KeyPath<hooks_counts, Int>) -> Double {
      (Double(after[keyPath: count] - before[keyPath: count]) / Double(calls)).rounded(to: 1)
    }
    return Counts(allocations: each(\.allocations), retains: each(\.retains), releases: each(\.releases))
  }
}
