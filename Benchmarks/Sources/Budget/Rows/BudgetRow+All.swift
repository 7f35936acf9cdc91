// The budget. Each size of a measurement has a row of its own; the limits are defined only here.

extension BudgetRow {
  package static let all: [BudgetRow] =
    reads + scopes + plainSpawns + ownedSpawns + logging + engine + linking

  /// The limit where the budget says "no measurable cost". A single task local adds 0 to 16 ns to the 700 ns
  /// of a task that inherits it, and two runs of the same thing differ by as much, so this counts as no cost.
  static let notMeasurable = 1.03

  private static func variables(_ count: Int) -> String { count == 1 ? "1 variable" : "\(count) variables" }
}

// MARK: - Reading

extension BudgetRow {
  private static var reads: [BudgetRow] {
    [1, 8, 64].map { getPlain($0, budget: 1.15) } + [getPlain(1024, budget: 1.3), getInChild, getSet]
      + ["object", "string"].map(getCounted) + [getAgainstMany]
      + ["plain", "owning"].map(getTogether)
  }

  private static func getPlain(_ count: Int, budget: Double) -> BudgetRow {
    BudgetRow(
      "get Int, \(variables(count))", "get \(count)", .ratio("contextvars", to: "task-local"), budget,
      comparison: "TaskLocal<Int>.get")
  }

  private static let getInChild = BudgetRow(
    "get Int in a plain child, 8 variables", "get in a plain child",
    .ratio("contextvars", to: "task-local"), 1.2,
    comparison: "TaskLocal<Int>.get")

  private static let getSet = BudgetRow(
    "get Int set in this scope, 8 variables", "get what was set",
    .ratio("contextvars", to: "task-local"), 1.7, comparison: "TaskLocal<Int>.get")

  private static func getCounted(_ kind: String) -> BudgetRow {
    BudgetRow(
      "get \(kind), 8 variables", "get counted", .ratio("contextvars \(kind)", to: "task-local object"), 1.0,
      comparison: "TaskLocal<class>.get")
  }

  private static let getAgainstMany = BudgetRow(
    "get Int, 64 variables, against 64 task locals", "get 64",
    .speedUp("contextvars", over: "64 task-locals"), 8,
    comparison: "TaskLocal<Int>.get under 64 other bindings; how many times as fast")

  private static func getTogether(_ children: String) -> BudgetRow {
    BudgetRow(
      "get Int on two cores at once, \(children) children", "get on two cores, \(children) children",
      .ratio("two cores", to: "one core"), 1.15, comparison: "the same on one core only")
  }
}

// MARK: - Logging

extension BudgetRow {
  private static let logging = [
    BudgetRow(
      "a log line with 6 variables", "log line", .ratio("contextvars", to: "by hand"), 1.2,
      comparison: "a dictionary of metadata made at the line"),
    BudgetRow(
      "a log line that is off", "log line that is off", .ratio("contextvars", to: "by hand"), 1.05,
      comparison: "the same with metadata at the line"),
  ]
}

// MARK: - Scopes

extension BudgetRow {
  private static var scopes: [BudgetRow] {
    [current, currentAfterSet] + [8, 64].map(set) + [8, 64].map(withValue)
  }

  private static let current = BudgetRow(
    "Context.current", "current", .cost("Context.current"), 15, .ns, comparison: "nothing")

  private static let currentAfterSet = BudgetRow(
    "Context.current after a set", "current after a set", .cost("Context.current"), 30, .ns,
    comparison: "nothing; many calls after one set")

  private static func set(_ count: Int) -> BudgetRow {
    BudgetRow(
      "set beyond its box, \(variables(count))", "set \(count)", .extra("set", over: "box"), 20, .ns,
      comparison: "allocating and releasing a small Swift object that holds the value")
  }

  private static func withValue(_ count: Int) -> BudgetRow {
    BudgetRow(
      "withValue, \(variables(count))", "withValue \(count)", .ratio("contextvars", to: "task-local"), 2.5,
      comparison: "TaskLocal<class>.withValue")
  }
}

// MARK: - Spawning

extension BudgetRow {
  private static var plainSpawns: [BudgetRow] {
    Probe.Spawn.allCases.flatMap { spawn in [1, 64, 1024].map { plainSpawn(spawn, $0) } }
  }

  private static func plainSpawn(_ spawn: Probe.Spawn, _ count: Int) -> BudgetRow {
    BudgetRow(
      "\(spawn.rawValue) under a scoped binding, \(variables(count))", "spawn \(spawn.rawValue)",
      .ratio("\(count) bound", to: "bare"), spawn == .task ? 1.06 : notMeasurable,
      comparison: "the same without a context", alongside: ["bare again", "1 task-local"])
  }

  private static var ownedSpawns: [BudgetRow] {
    Probe.Age.allCases.flatMap { age in Probe.owningSizes.map { ownedSpawn(age, $0) } + [flatness(age)] }
      + zip(Probe.owningSizes, [1.3, 1.8, 5, 50]).map { againstDictionary($0, budget: $1) }
      + [againstTree] + Probe.owningSizes.map(ownedTask) + [plainBinding]
  }

  private static func ownedSpawn(_ age: Probe.Age, _ count: Int) -> BudgetRow {
    BudgetRow(
      "addTask with a context, set one (\(age.rawValue)), \(variables(count))",
      "spawn and set \(age.rawValue)",
      .extra("\(count) bound", over: "bare"), 180, .ns, comparison: "addTask without a context")
  }

  private static func ownedTask(_ count: Int) -> BudgetRow {
    BudgetRow(
      "Task {} with a context, set one, \(variables(count))", "task and set",
      .extra("\(count) bound", over: "bare"), 200, .ns, comparison: "Task {} without a context")
  }

  private static let plainBinding = BudgetRow(
    "plain addTask, withValue in the child, 8 variables", "plain spawn and bind",
    .extra("contextvars", over: "bare"), 180, .ns, comparison: "addTask without a context",
    alongside: ["task-local"])

  private static func flatness(_ age: Probe.Age) -> BudgetRow {
    BudgetRow(
      "addTask with a context, set one (\(age.rawValue)), flatness", "spawn and set \(age.rawValue)",
      .extraRatio("1024 bound", to: "8 bound", over: "bare"), 1.3,
      comparison: "1,024 variables against 8, each over bare")
  }

  private static func againstDictionary(_ count: Int, budget: Double) -> BudgetRow {
    BudgetRow(
      "addTask and set against a dictionary, \(variables(count))", "spawn and set, dictionary",
      .extraSpeedUp("contextvars \(count)", over: "dictionary \(count)", beyond: "bare"), budget,
      comparison: "a [Int: class] in a task local: the child copies, writes, binds; how many times as cheap")
  }

  private static let againstTree = BudgetRow(
    "addTask and set against TreeDictionary, \(variables(64))", "spawn and set, dictionary",
    .extraSpeedUp("contextvars 64", over: "tree 64", beyond: "bare"), 4,
    comparison: "the same with a TreeDictionary<Int, class> in a task local; how many times as cheap")
}

// MARK: - The engine

extension BudgetRow {
  private static var engine: [BudgetRow] {
    [16, 64, 1000].flatMap { changes($0, budget: 4) }
      // At these sizes the engine has to be faster, by any margin.
      + [10_000, 100_000, 1_000_000].flatMap { changes($0, budget: 1) }
      + [16, 64, 1000].map(find) + [iterate, equal, memory]
  }

  private static func changes(_ count: Int, budget: Double) -> [BudgetRow] {
    [("assoc of a bound key", "replace"), ("assoc of a new key", "insert"), ("without", "without")].map {
      BudgetRow(
        "engine \($0), \(count) entries", "engine change \(count)", .speedUp($1, over: "\($1) tree"), budget,
        comparison: "TreeDictionary with class values; how many times as fast")
    }
  }

  private static func find(_ count: Int) -> BudgetRow {
    BudgetRow(
      "engine find latency, \(count) entries", "engine find \(count)", .ratio("find", to: "find tree"), 0.75,
      comparison: "TreeDictionary with plain values")
  }

  private static let iterate = BudgetRow(
    "engine iterate, 1000 entries, per entry", "engine iterate", .cost("iterate"), 2, .ns,
    comparison: "nothing")

  private static let equal = BudgetRow(
    "engine equality after one change, 64 entries", "engine equal", .cost("equal"), 80, .ns,
    comparison: "nothing")

  private static let memory = BudgetRow(
    "engine memory per entry, 1000 entries", "engine memory", .cost("bytes an entry"), 32, .bytes,
    comparison: "16 bytes of payload")
}

// MARK: - Linking

extension BudgetRow {
  private static let linking: [BudgetRow] = ["task", "start"].map { what in
    BudgetRow(
      "a program that links the library and binds nothing, \(what)", "linking",
      .ratio("\(what) with", to: "\(what) without"), notMeasurable,
      comparison: "the same program without the library")
  }
}
