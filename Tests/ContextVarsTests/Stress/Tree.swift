// A tree of tasks and hops, each of which compares what it sees with the model.
import ContextVars
import Dispatch
import Foundation
import TaskContext
import TestSupport

/// `@unchecked Sendable`: mutable state is accessed under `lock` only, until all tasks have ended. A task
/// holds the lock for an operation on the library and the same operation on the model, but never while it
/// starts a task, so tasks begin, end, own and share concurrently.
final class StressTree: @unchecked Sendable {
  private let lock = NSLock()
  private var lastNumber = 0
  private(set) var mistakes: [String] = []
  private(set) var counts: [String: Int] = [:]

  static let queue = DispatchQueue(label: "stress", attributes: .concurrent)

  /// Runs a tree of `size` nodes.
  func grow(_ size: Int, _ random: SeededGenerator) async {
    await node(.outside(number()), size, random)
  }

  // MARK: - A task

  /// What each task does: it reads, changes, starts others, then changes and reads again.
  private func node(_ view: ModelView, _ size: Int, _ given: SeededGenerator) async {
    var random = given
    look(view, "at its start")
    glance(view)
    change(view, &random)
    var rest = max(0, size - 1)
    var sizes: [Int] = []
    while rest > 0 {
      let size = sizes.count == 3 ? rest : Int.random(in: 1...rest, using: &random)
      sizes.append(size)
      rest -= size
    }
    await start(sizes[...], view, &random)
    change(view, &random)
    look(view, "at its end")
  }

  /// Starts a task or makes a hop for each size; the tasks run concurrently, some in a scope opened here.
  private func start(_ sizes: ArraySlice<Int>, _ view: ModelView, _ random: inout SeededGenerator) async {
    guard let size = sizes.first else { return }
    let rest = sizes.dropFirst()
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<12:
      await open(view, &random) { inner, random in await self.start(sizes, inner, &random) }
    case 12..<22:
      await hop(size, view, &random)
      await start(rest, view, &random)
    case 22..<25:
      await refuse(view)
      await start(sizes, view, &random)
    case 25..<28:
      await cancel(view, &random)
      await start(sizes, view, &random)
    default:
      let way = Way.all.randomElement(using: &random)!
      let (gift, child) = gift(view, way, &random)
      let scope: ContextScope? = if case .scope(let scope) = gift { scope } else { nil }
      let seed = SeededGenerator(seed: random.next())
      do {
        try await way.start(with: gift) {
          await self.node(child, size, seed)
          self.leave(child)
        } meanwhile: {
          glance(view)
          change(view, &random)
          await start(rest, view, &random)
        }
      } catch {
        note("\(way.testDescription) threw \(error)")
      }
      left(view, child, scope)
    }
  }

  // MARK: - Under the lock

  private func locked<Result>(_ body: () -> Result) -> Result { lock.withLock(body) }

  private func number() -> Int {
    locked {
      lastNumber += 1
      return lastNumber
    }
  }

  private func note(_ mistake: String) {
    locked { if mistakes.count < 20 { mistakes.append(mistake) } }
  }

  private func count(_ name: String) { counts[name, default: 0] += 1 }

  /// Compares every variable, and the context as a whole.
  private func look(_ view: ModelView, _ when: String) {
    let (expected, seen, context) = locked {
      count("comparisons")
      return (view.values, StressPlaces.all.map(\.value), Context.current)
    }
    if seen != expected.map({ $0 ?? 0 }) {
      note("task \(view.task) \(when): read \(seen), expected \(expected)")
    }
    let bound = StressPlaces.all.map { context[$0] }
    if bound != expected || context.count != expected.count(where: { $0 != nil }) {
      note("task \(view.task) \(when): the context binds \(bound), expected \(expected)")
    }
  }

  /// Reads without the lock while others change, for the thread sanitizer. The values cannot be predicted,
  /// except that both ways of reading agree on a variable that only the task itself sets.
  private func glance(_ view: ModelView) {
    let seen = StressPlaces.all.map(\.value)
    let context = Context.current
    let own = view.isOwner ? StressPlaces.never : nil
    if let own, context[StressPlaces.all[own]] ?? 0 != seen[own] {
      note("task \(view.task): a `.never` variable of its own changed while it looked")
    }
  }

  /// Sets, unsets or resets a few variables and keys, and sometimes removes all keys, whether or not the task
  /// may.
  private func change(_ view: ModelView, _ random: inout SeededGenerator) {
    if Int.random(in: 0..<10, using: &random) == 0 { clear(view) }
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let number = Int.random(in: 0..<StressPlaces.all.count, using: &random)
      let kind = Int.random(in: 0..<4, using: &random)
      let mistake: String? = locked {
        // The value that a layer starts with for the fork variable must not depend on timing.
        if number == StressPlaces.fork, view.scope.map({ $0.guests > 0 || $0.kept != nil }) ?? false {
          return nil
        }
        lastNumber += 1
        count("changes")
        do throws(ContextError) {
          let before = view.standing(number)
          let visible = view.values[number]
          let token = try StressPlaces.all[number].set(kind == 0 ? nil : lastNumber)
          guard view.isOwner else { return "task \(view.task) could set in a scope that it does not own" }
          let unset: ModelView.Standing = StressPlaces.keys.contains(number) ? .uncovered : .unbound
          view.change(number, to: kind == 0 ? unset : .bound(lastNumber))
          guard let token else { return nil }
          if token.oldValue != visible {
            return "task \(view.task): the token has \(token.oldValue as Any), expected \(visible as Any)"
          }
          guard kind == 1 else { return nil }
          try token.reset()
          view.change(number, to: before)
        } catch {
          if error.code != view.refusal { return "task \(view.task) got \(error.code)" }
        }
        return nil
      }
      if let mistake { note(mistake) }
    }
  }

  /// Removes all keys, whether or not the task may.
  private func clear(_ view: ModelView) {
    let refusal = locked { () -> ContextError.Code? in
      count("clears")
      do throws(ContextError) {
        try TaskContext.clear()
        for number in StressPlaces.keys { view.change(number, to: .uncovered) }
        return nil
      } catch {
        return error.code
      }
    }
    if refusal != view.refusal {
      note("task \(view.task): clear threw \(refusal as Any), expected \(view.refusal as Any)")
    }
  }

  /// The name of a way combined with one of its eight gifts.
  static func start(_ way: Way, _ gift: Int) -> String { "\(way.testDescription), \(gift)" }

  /// What a task started in the given way receives, and the view that this gives it.
  private func gift(
    _ view: ModelView, _ way: Way, _ random: inout SeededGenerator
  ) -> (Way.Gift, ModelView) {
    let any = Int.random(in: 0..<8, using: &random)
    // A copy is taken when the task is started, so its values are known here only if nobody else can change
    // them.
    let choice = locked { view.isSettled } ? any : any % 6
    let child = number()
    return locked {
      count("tasks")
      count(Self.start(way, choice))
      let snapshot = (context: Context.current, values: view.values)
      switch choice {
      case 0, 1:
        guard !way.isDetached else { return (.nothing, .outside(child)) }
        view.scope?.guests += 1
        return (.nothing, ModelView(scope: view.scope, isOwner: false, task: child))
      case 2: return (.context(snapshot.context), .owning(snapshot.values.handedOn, child))
      case 3: return (.scope(ContextScope(snapshot.context)), .owning(snapshot.values, child))
      case 4:
        view.scope?.guests += 1
        return (.inheriting(.share), view.shared(with: child))
      case 5:
        view.scope?.guests += 1
        return (.inheriting(.layer), view.layered(for: child))
      case 6: return (.inheriting(.copy), .owning(snapshot.values.handedOn, child))
      default: return (.inheriting(.none), .owning(.unbound, child))
      }
    }
  }

  /// Called when the task with this view is about to end.
  private func leave(_ view: ModelView) { locked { view.leave() } }

  /// Called when a task with the view `child`, started from `view`, has ended; `scope` is the scope it was
  /// given, if any.
  private func left(_ view: ModelView, _ child: ModelView, _ scope: ContextScope?) {
    locked {
      if let owned = child.scope, owned === view.scope || owned.below === view.scope, view.scope != nil {
        view.scope?.guests -= 1
      }
    }
    guard let scope else { return }
    let (expected, snapshot) = locked { (child.scope?.values ?? .unbound, scope.snapshot) }
    if StressPlaces.all.map({ snapshot[$0] }) != expected {
      note("the scope of task \(child.task) keeps \(snapshot), expected \(expected)")
    }
  }

  // MARK: - Scopes and hops

  /// Opens a scope in the same task, in one of the possible ways.
  private func open(
    _ view: ModelView, _ random: inout SeededGenerator,
    _ body: (ModelView, inout SeededGenerator) async -> Void
  ) async {
    // A context binds a key without its copy function.
    let number = Int.random(in: 0..<StressPlaces.copied, using: &random)
    let kind = Int.random(in: 0..<4, using: &random)
    let place = StressPlaces.all[number]
    var (value, changed, context, isSettled) = locked {
      lastNumber += 1
      count("scopes")
      return (lastNumber, view.values, Context.current, view.isSettled)
    }
    changed[number] = kind == 0 ? nil : value
    let inner = ModelView.owning(changed, view.task)
    switch (place, kind) {
    case (.variable(let variable), 0) where isSettled:
      await variable.withoutValue { await body(inner, &random) }
    case (.variable(let variable), 1) where isSettled:
      await variable.withValue(value) { await body(inner, &random) }
    default:
      context[place] = changed[number]
      await context.run { await body(inner, &random) }
    }
    look(view, "after a scope")
  }

  /// Continues in a closure, a sequence or a callback that is given a context, or in a callback that is given
  /// none, and waits for it.
  private func hop(_ size: Int, _ view: ModelView, _ random: inout SeededGenerator) async {
    let callback = number()
    let seed = SeededGenerator(seed: random.next())
    let (values, context) = locked {
      count("hops")
      return (view.values.handedOn, Context.current)
    }
    let inner = ModelView.owning(values, callback)
    switch Int.random(in: 0..<5, using: &random) {
    case 0:
      await context.wrap { () async -> Void in await self.node(inner, size, seed) }()
    case 1:
      let stream = AsyncStream { () async -> Int? in
        self.look(ModelView.owning(values, callback), "in a sequence")
        return 1
      }
      for await _ in stream.inContext(context) { break }
      await node(view, size, seed)
    case 2:
      await callBack(inner, size, seed) { work in Thread(block: context.wrap(work)).start() }
    case 3:
      await callBack(.outside(callback), size, seed) { work in Self.queue.async(execute: work) }
    default:
      await callBack(inner, size, seed) { work in Self.queue.async(context: context, execute: work) }
    }
    look(view, "after a hop")
  }

  /// Continues in a callback of `call`, which starts a task that may go on before or after the callback ends.
  private func callBack(
    _ view: ModelView, _ size: Int, _ given: SeededGenerator,
    _ call: (@escaping @Sendable () -> Void) -> Void
  ) async {
    await suspended { done in
      call {
        var random = given
        self.look(view, "in a callback")
        self.change(view, &random)
        let way = Way.tasks[0]
        let (gift, child) = self.gift(view, way, &random)
        let seed = SeededGenerator(seed: random.next())
        let goOn: @Sendable @concurrent () async -> Void = {
          await self.node(child, size, seed)
          self.leave(child)
          done(())
        }
        switch gift {
        case .nothing: Task(operation: goOn)
        case .context(let context): Task(context: context, operation: goOn)
        case .scope(let scope): _ = try? Task(scope: scope, operation: goOn)
        case .inheriting(let inheritance): Task(inheriting: inheritance, operation: goOn)
        }
        self.leave(view)
      }
    }
  }

  /// A cancelled group takes no task, and releases the scope that the task would have entered.
  private func refuse(_ view: ModelView) async {
    let (before, scope) = (number(), ContextScope(Context()))
    let taken = await withTaskGroup(of: Void.self) { group in
      group.cancelAll()
      return group.addTaskUnlessCancelled(context: .current) {}
        || group.addImmediateTaskUnlessCancelled(inheriting: .layer) {}
        || (try? group.addTaskUnlessCancelled(scope: scope) {}) ?? true
    }
    if taken || (try? scope.run { true }) == nil {
      note("task \(view.task), \(before): a cancelled group took a task or kept its scope")
    }
    look(view, "after a refusal")
  }

  /// Tasks that are cancelled while they wait, as by a deadline, see the same values before and after.
  private func cancel(_ view: ModelView, _ random: inout SeededGenerator) async {
    let seeds = (0..<2).map { _ in SeededGenerator(seed: random.next()) }
    await withTaskGroup(of: Void.self) { group in
      for var random in seeds {
        let child = number()
        let (values, context) = locked {
          count("cancelled")
          return (view.values.handedOn, Context.current)
        }
        group.addTask(context: context) {
          let inner = ModelView.owning(values, child)
          self.change(inner, &random)
          // Ends when the task is cancelled. (A sleep would leave its timer behind.)
          for await _ in AsyncStream<Void>.makeStream().stream {}
          self.look(inner, "when it was cancelled")
          self.change(inner, &random)
          self.look(inner, "at its end, cancelled")
        }
      }
      for _ in 0..<Int.random(in: 0..<4, using: &random) { await Task.yield() }
      group.cancelAll()
    }
    look(view, "after it cancelled a group")
  }
}
