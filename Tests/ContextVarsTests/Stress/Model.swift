// The rules in their plainest form: a second implementation to compare with.
import ContextVars

/// The variables and keys of the stress test, by number.
enum StressPlaces {
  static let all: [StressPlace] =
    (0..<3).map { .variable(ContextVar("plain \($0)", default: 0)) } + [
      .object(ContextVar("object", of: StressObject.self)),
      .variable(ContextVar("never", default: 0, inheritance: .never)),
      .variable(ContextVar("fork", default: 0, inheritance: .fork { forked($0) })),
      .key(StressKey(number: 0)), .key(StressKey(number: 1)), .copiedKey(StressKey(number: 2)),
    ]
  static let never = 4
  static let fork = 5
  static let keys = 6..<9
  static let copied = 8

  static func forked(_ value: Int) -> Int { value &+ 1 << 40 }
}

/// The values that the variables are bound to, by number.
typealias ModelValues = [Int?]

extension ModelValues {
  static let unbound = ModelValues(repeating: nil, count: StressPlaces.all.count)

  /// The values that a task or callback starts with when it is given a copy of these values.
  var handedOn: ModelValues {
    var values = self
    values[StressPlaces.never] = nil
    for number in [StressPlaces.fork, StressPlaces.copied] {
      values[number] = self[number].map(StressPlaces.forked)
    }
    return values
  }
}

/// The bindings of one scope.
///
/// `@unchecked Sendable`: all access is under the tree's lock.
final class ModelScope: @unchecked Sendable {
  var values: ModelValues
  /// For a layer: the scope below it, and the numbers it leaves unbound whatever is bound below.
  let below: ModelScope?
  var unbound: Set<Int> = []
  /// For a shared scope: each sharer's own value of the `.never` variable, by the number of the task.
  var kept: [Int: Int?]?
  /// For a shared scope: the task that began to share it. When that task leaves, its value of the `.never`
  /// variable returns to the scope.
  var opener: Int?
  /// The number of live tasks that read or change the scope and did not open it.
  var guests = 0

  init(_ values: ModelValues, over below: ModelScope? = nil) {
    self.values = values
    self.below = below
  }
}

/// What a task can see and change.
struct ModelView: Sendable {
  let scope: ModelScope?
  let isOwner: Bool
  /// The number of the task or callback.
  let task: Int

  static func outside(_ task: Int) -> ModelView { ModelView(scope: nil, isOwner: false, task: task) }

  static func owning(_ values: ModelValues, _ task: Int) -> ModelView {
    ModelView(scope: ModelScope(values), isOwner: true, task: task)
  }

  /// Whether only the task itself can change what it sees.
  var isSettled: Bool { scope.map { isOwner && $0.below == nil && $0.kept == nil } ?? true }

  /// The error that refuses a change here; nil if a change is allowed.
  var refusal: ContextError.Code? { scope == nil ? .noScope : isOwner ? nil : .notOwner }

  /// The values that the task sees.
  var values: ModelValues { StressPlaces.all.indices.map(value) }

  private func value(_ number: Int) -> Int? {
    guard let scope else { return nil }
    if number == StressPlaces.never {
      guard isOwner else { return nil }
      return scope.kept.map { ($0[task] ?? nil) } ?? scope.values[number]
    }
    var level: ModelScope? = scope
    while let scope = level {
      if let value = scope.values[number] { return value }
      if scope.unbound.contains(number) { return nil }
      // A layer has its own value of the fork variable, or none.
      level = number == StressPlaces.fork ? nil : scope.below
    }
    return nil
  }

  /// The state of a variable in the scope itself, as a token remembers it.
  enum Standing {
    case bound(Int), unbound, uncovered
  }

  func standing(_ number: Int) -> Standing {
    guard let scope else { return .uncovered }
    let own = number == StressPlaces.never ? value(number) : scope.values[number]
    return own.map(Standing.bound) ?? (scope.unbound.contains(number) ? .unbound : .uncovered)
  }

  /// Changes the scope, which the task must own.
  func change(_ number: Int, to standing: Standing) {
    guard let scope else { return }
    let value: Int? = if case .bound(let value) = standing { value } else { nil }
    if number == StressPlaces.never, scope.kept != nil {
      scope.kept?[task] = .some(value)
      return
    }
    scope.values[number] = value
    scope.unbound.remove(number)
    if case .unbound = standing, scope.below != nil { scope.unbound.insert(number) }
  }

  /// The view of a task that is started to share this one's scope.
  func shared(with child: Int) -> ModelView {
    guard let scope else { return .owning(.unbound, child) }
    guard isOwner else { return ModelView(scope: scope, isOwner: false, task: child) }
    if scope.kept == nil {
      scope.kept = [task: scope.values[StressPlaces.never]]
      scope.opener = task
      scope.values[StressPlaces.never] = nil
    }
    scope.kept?[child] = .some(nil)
    return ModelView(scope: scope, isOwner: true, task: child)
  }

  /// The view of a task that is started in a layer over this one's scope.
  func layered(for child: Int) -> ModelView {
    var values = ModelValues.unbound
    values[StressPlaces.fork] = self.values.handedOn[StressPlaces.fork]
    return ModelView(scope: ModelScope(values, over: scope), isOwner: true, task: child)
  }

  /// The task leaves the scope.
  func leave() {
    guard isOwner, let scope, let kept = scope.kept?.removeValue(forKey: task) else { return }
    if task == scope.opener { scope.values[StressPlaces.never] = kept }
  }
}
