// swift-service-context, which Swift servers use today: a dictionary from key types to existential values, in
// one task local.

import ServiceContextModule

/// A `ServiceContext`, whose keys are types; a child's writes make a new context.
package struct ServiceContextStrategy: Strategy, VariableReader {
  package static let name = StrategyName.serviceContext

  let shape: Shape
  let keys: [any VariableKey.Type]

  package init(shape: Shape) {
    self.shape = shape
    keys = (0..<shape.allVariables).map(variableKey(number:))
  }

  package func value(of variable: Int) -> String? {
    guard let context = ServiceContext.current else { return nil }
    return keys[variable].value(in: context)
  }

  package func serve<Result: Sendable>(
    _ values: [String], _ body: (Self) async -> Result
  ) async -> Result {
    var context = ServiceContext.topLevel
    for (variable, value) in zip(shape.serverVariables, values) {
      keys[variable].set(value, in: &context)
    }
    return await ServiceContext.withValue(context) { await body(self) }
  }

  package func addRequest(
    _ request: RequestHandler<Self>, server: Self, to group: inout TaskGroup<Tally>
  ) {
    group.addTask {
      let strategy = request.strategy
      var context = ServiceContext.current ?? .topLevel
      for (variable, value) in zip(strategy.shape.ownVariables, request.fields) {
        strategy.keys[variable].set(value, in: &context)
      }
      return await ServiceContext.withValue(context) { await request.run(in: strategy) }
    }
  }

  package func addChild(_ child: ChildTask<Self>, request: Self, to group: inout TaskGroup<Tally>) {
    group.addTask {
      let strategy = child.strategy
      var context = ServiceContext.current ?? .topLevel
      for (variable, value) in zip(strategy.shape.childVariables, child.values) {
        strategy.keys[variable].set(value, in: &context)
      }
      guard child.isLast else {
        return await ServiceContext.withValue(context) { await child.run(in: strategy) }
      }
      return ServiceContext.withValue(context) { child.check(in: strategy) }
    }
  }
}

// MARK: - Any number of key types

/// A key type that is composed at run time.
///
/// A declared key would be named in the source: `context[Key.self]`. Here the metatype is opened first, by a
/// call through a witness table, which takes a few nanoseconds. The subscript itself is generic code in
/// another module either way, so nothing else is lost.
protocol VariableKey: ServiceContextKey where Value == String {
  static func value(in context: ServiceContext) -> String?
  static func set(_ value: String, in context: inout ServiceContext)
  static var zero: any VariableKey.Type { get }
  static var one: any VariableKey.Type { get }
}

extension VariableKey {
  static func value(in context: ServiceContext) -> String? { context[Self.self] }
  static func set(_ value: String, in context: inout ServiceContext) { context[Self.self] = value }
  static var zero: any VariableKey.Type { Zero<Self>.self }
  static var one: any VariableKey.Type { One<Self>.self }
}

/// The binary digits of a variable's number, as types: 5 is `One<Zero<One<Leading>>>`.
private enum Leading: VariableKey { typealias Value = String }
private enum Zero<Higher: VariableKey>: VariableKey { typealias Value = String }
private enum One<Higher: VariableKey>: VariableKey { typealias Value = String }

private func variableKey(number: Int) -> any VariableKey.Type {
  guard number > 0 else { return Leading.self }
  let higher = variableKey(number: number / 2)
  return number % 2 == 0 ? higher.zero : higher.one
}
