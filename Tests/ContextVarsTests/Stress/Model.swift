/// What the rules say, in the plainest form: a second implementation, for comparison.
import ContextVars

/// The variables of the stress, by number.
enum StressVariables {
  static let all = [ContextVar<Int, Never>](
    (0..<4).map { ContextVar("plain \($0)", default: 0) }
      + [
        ContextVar("never", default: 0, inheritance: .never),
        ContextVar("fork", default: 0, inheritance: .fork { forked($0) }),
      ])
  static let never = 4
  static let fork = 5

  static func forked(_ value: Int) -> Int { value &+ 1 << 40 }
}

/// What variables are bound to, by number.
typealias ModelValues = [Int?]

extension ModelValues {
  static let unbound = ModelValues(repeating: nil, count: StressVariables.all.count)

  /// What a task or a callback that is given these begins with.
  var handedOn: ModelValues {
    var values = self
    values[StressVariables.never] = nil
    values[StressVariables.fork] = self[StressVariables.fork].map(StressVariables.forked)
    return values
  }
}

/// What is bound in one scope.
///
/// `@unchecked Sendable`: everything is touched under the lock of the tree.
final class ModelScope: @unchecked Sendable {
  var values: ModelValues
  /// Of a layer: what it lies over, and what it leaves unbound whatever lies below.
  let below: ModelScope?
  var unbound: Set<Int> = []
  /// Of a shared scope: what each task alone sees of the `.never` variable.
  var kept: [Int: Int?]?
  /// Of a shared scope: the task that began to share it, whose value of that variable goes back to the scope.
  var opener: Int?
  /// How many tasks are about that read or change the scope and did not open it.
  var guests = 0

  init(_ values: ModelValues, over below: ModelScope? = nil) {
    self.values = values
    self.below = below
  }
}

/// A task's place.
struct ModelView: Sendable {
  let scope: ModelScope?
  let isOwner: Bool
  /// A number for the task or callback.
  let task: Int

  static func outside(_ task: Int) -> ModelView { ModelView(scope: nil, isOwner: false, task: task) }

  static func owning(_ values: ModelValues, _ task: Int) -> ModelView {
    ModelView(scope: ModelScope(values), isOwner: true, task: task)
  }

  /// Whether nobody but the task can change what it sees.
  var isSettled: Bool { scope.map { isOwner && $0.below == nil && $0.kept == nil } ?? true }

  /// What the task sees.
  var values: ModelValues { StressVariables.all.indices.map(value) }

  private func value(_ number: Int) -> Int? {
    guard let scope else { return nil }
    if number == StressVariables.never {
      guard isOwner else { return nil }
      return scope.kept.map { ($0[task] ?? nil) } ?? scope.values[number]
    }
    var level: ModelScope? = scope
    while let scope = level {
      if let value = scope.values[number] { return value }
      if scope.unbound.contains(number) { return nil }
      level = scope.below
    }
    return nil
  }

  /// How a variable stands in the scope itself: what a token remembers.
  enum Standing {
    case bound(Int), unbound, uncovered
  }

  func standing(_ number: Int) -> Standing {
    guard let scope else { return .uncovered }
    let own = number == StressVariables.never ? value(number) : scope.values[number]
    return own.map(Standing.bound) ?? (scope.unbound.contains(number) ? .unbound : .uncovered)
  }

  /// Changes the scope, which the task owns.
  func change(_ number: Int, to standing: Standing) {
    guard let scope else { return }
    let value: Int? = if case .bound(let value) = standing { value } else { nil }
    if number == StressVariables.never, scope.kept != nil {
      scope.kept?[task] = .some(value)
      return
    }
    scope.values[number] = value
    scope.unbound.remove(number)
    if case .unbound = standing, scope.below != nil { scope.unbound.insert(number) }
  }

  /// The place of a task that is started to share this one.
  func shared(with child: Int) -> ModelView {
    guard let scope else { return .owning(.unbound, child) }
    guard isOwner else { return ModelView(scope: scope, isOwner: false, task: child) }
    if scope.kept == nil {
      scope.kept = [task: scope.values[StressVariables.never]]
      scope.opener = task
      scope.values[StressVariables.never] = nil
    }
    scope.kept?[child] = .some(nil)
    return ModelView(scope: scope, isOwner: true, task: child)
  }

  /// The place of a task that is started in a layer over this one.
  func layered(for child: Int) -> ModelView {
    var values = ModelValues.unbound
    values[StressVariables.fork] = self.values.handedOn[StressVariables.fork]
    return ModelView(scope: ModelScope(values, over: scope), isOwner: true, task: child)
  }

  /// The task leaves the scope.
  func leave() {
    guard isOwner, let scope, let kept = scope.kept?.removeValue(forKey: task) else { return }
    if task == scope.opener { scope.values[StressVariables.never] = kept }
  }
}
