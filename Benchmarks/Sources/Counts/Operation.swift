// An operation whose steps are counted, and the counting.

import CRuntimeHooks
import Harness

/// What an operation asks of the runtime.
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
  /// What the operation's counts are taken beyond; nil for all of them.
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

  /// Steps of one call, the mean of many. What happens once, such as a thread's start, is over by then.
  func counted() async -> Counts {
    let calls = 2000
    _ = await body(calls)
    let all = await body(calls)
    guard let bare else { return all }
    _ = await bare(calls)
    return all - (await bare(calls))
  }
}

/// The steps of a call of `body`, which makes `calls` calls.
func counting(_ calls: Int, _ body: () async -> Void) async -> Counts {
  let before = hooks_now()
  await body()
  return .between(before, hooks_now(), calls)
}

/// The steps of a call of `body`, which makes `calls` calls.
func counting(_ calls: Int, _ body: () -> Void) -> Counts {
  let before = hooks_now()
  body()
  return .between(before, hooks_now(), calls)
}

extension Counts {
  /// To a tenth: what a batch of calls takes once, divided among them, is nothing.
  fileprivate static func between(_ before: hooks_counts, _ after: hooks_counts, _ calls: Int) -> Counts {
    func each(_ count: KeyPath<hooks_counts, Int>) -> Double {
      (Double(after[keyPath: count] - before[keyPath: count]) / Double(calls)).rounded(to: 1)
    }
    return Counts(allocations: each(\.allocations), retains: each(\.retains), releases: each(\.releases))
  }
}
