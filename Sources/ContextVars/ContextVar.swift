/// A context variable: its identity, its name, its default, and how it is read.

/// A value that follows a unit of work through every task it starts (PEP 567's `ContextVar`).
///
/// Make each variable once and keep it in a `static let`:
///
/// ```swift
/// enum Request {
///   static let id = ContextVar("request-id", of: String.self)       // no default: reading it can throw
///   static let tenant = ContextVar("tenant", default: "public")     // always has a value
/// }
/// ```
///
/// In a module whose default isolation is the main actor, as a new app's is, say `nonisolated enum Request`: only what is of no
/// actor can be read in every task. A generic type, which can have no `static let`, asks for the variable that it keeps:
/// ``kept(by:_:of:inheritance:)``.
///
/// `Failure` is what reading throws: `Never` for a variable with a default, `ContextError` for one without.
/// Copies are the same variable; making another with the same name makes another variable, and a variable stays
/// for the life of the process, some 250 bytes: what has its name from a request goes under a key of `TaskContext`. Safe to
/// use from any task and thread.
///
/// An object that is bound in a context, and is then made to hold that context, makes a cycle, and neither is ever released:
/// let it hold `context.except(variable)`.
///
/// Reading copies the value. Swift's copies run nobody's code; of a C++ value the copy constructor runs, and may not use
/// this library.
public struct ContextVar<Value: Sendable, Failure: Error>: Sendable {
  /// The key in every context. The definition has it too; here it saves a read from memory.
  @usableFromInline let number: UInt
  /// Unmanaged, so that no task counts references to an object that all tasks share: definitions are kept for ever.
  @usableFromInline let unretainedDefinition: Unmanaged<Definition<Value, Failure>>

  @inlinable
  var definition: Definition<Value, Failure> { unretainedDefinition.takeUnretainedValue() }

  /// The definition, without the types.
  @inlinable
  var unretainedVariable: Unmanaged<VariableDefinition> { .fromOpaque(unretainedDefinition.toOpaque()) }

  private init(_ definition: Definition<Value, Failure>) {
    number = definition.number
    unretainedDefinition = Unmanaged.passUnretained(definition)
  }

  private init(_ definition: Definition<Value, Failure>, _ file: StaticString, _ line: UInt) {
    self.init(definition)
    #if DEBUG
      RepeatedVariables.note(definition.name, file, line)
    #endif
  }

  /// The name given at creation, for people: messages, listings, logs.
  public var name: String { definition.name }
}

extension ContextVar where Failure == ContextError {
  /// A variable without a default: `get()` throws ``ContextError/Code/noValue`` where it is not bound.
  ///
  /// - Parameters:
  ///   - name: For people: messages, listings, logs.
  ///   - type: The type of its values.
  ///   - inheritance: What a task that is started with a context receives of it.
  ///   - file: Where the variable is made: debug builds report a place that makes one after another.
  ///   - line: As `file`.
  public init(
    _ name: String, of type: Value.Type, inheritance: ContextInheritance<Value> = .inherit,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    self.init(Self.required(name, inheritance), file, line)
  }

  /// The variable of this name that `keeper` has: made by the first call, and found by all others. For generic types, which
  /// can have no `static let`:
  ///
  /// ```swift
  /// struct Cache<Value: Sendable> {
  ///   static var current: ContextVar<[String: Value], Never> { .kept(by: Cache.self, "cache", default: [:]) }
  /// }
  /// ```
  ///
  /// In a class `Self` would be the subclass that asks, and each would keep a variable of its own. Calls after the first
  /// change neither default nor policy.
  ///
  /// - Complexity: One look-up in a dictionary, under a lock.
  public static func kept(
    by keeper: Any.Type, _ name: String, of type: Value.Type,
    inheritance: ContextInheritance<Value> = .inherit
  ) -> ContextVar {
    ContextVar(KeptVariables.variable(named: name, of: keeper) { required(name, inheritance) })
  }

  private static func required(
    _ name: String, _ inheritance: ContextInheritance<Value>
  ) -> Definition<Value, Failure> {
    Definition(name: name, fallback: .failure { ContextError(noValueOf: $0) }, inheritance: inheritance)
  }
}

extension ContextVar where Failure == Never {
  /// A variable whose value is `default` where it is not bound.
  ///
  /// - Parameters:
  ///   - name: For people: messages, listings, logs.
  ///   - value: What it reads as where it is not bound.
  ///   - inheritance: What a task that is started with a context receives of a binding.
  ///   - file: Where the variable is made: debug builds report a place that makes one after another.
  ///   - line: As `file`.
  public init(
    _ name: String, default value: Value, inheritance: ContextInheritance<Value> = .inherit,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    self.init(Definition(name: name, fallback: .value(value), inheritance: inheritance), file, line)
  }

  /// The variable of this name that `keeper` has, with a default: see ``kept(by:_:of:inheritance:)``.
  ///
  /// - Parameters:
  ///   - keeper: The type that keeps it.
  ///   - name: For people: messages, listings, logs.
  ///   - value: Of the first call, in whose context it is made; later ones do not evaluate theirs.
  ///   - inheritance: Of the first call: what a task that is started with a context receives of a binding.
  public static func kept(
    by keeper: Any.Type, _ name: String, default value: @autoclosure () -> Value,
    inheritance: ContextInheritance<Value> = .inherit
  ) -> ContextVar {
    ContextVar(
      KeptVariables.variable(named: name, of: keeper) {
        Definition(name: name, fallback: .value(value()), inheritance: inheritance)
      })
  }
}

extension ContextVar where Failure == Never {
  /// What the variable reads as where it is not bound.
  public var defaultValue: Value {
    switch definition.fallback {
    case .value(let value): value
    case .failure(let failure): failure(definition)
    }
  }
}

extension ContextVar: Hashable {
  /// Whether both are the same variable.
  public static func == (left: ContextVar, right: ContextVar) -> Bool { left.number == right.number }

  /// Hashes the identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

extension ContextVar {
  /// The bound value; else the variable's default; else it throws.
  ///
  /// - Throws: ``ContextError/Code/noValue`` if the variable is neither bound nor has a default.
  /// - Complexity: One task-local read and one path of nodes read, without a lock or a count, but for the value's own. In a
  ///   layer, one path for each scope that it lies over. A task that shares its scope takes the scope's lock for a
  ///   ``ContextInheritance/never`` variable.
  @inlinable
  public func get() throws(Failure) -> Value {
    if let value = boundValue { return value }
    switch unretainedDefinition._withUnsafeGuaranteedRef({ $0.fallback }) {
    case .value(let value): return value
    case .failure(let failure): throw failure(definition)
    }
  }

  /// The bound value; else `default`, which goes before the variable's own default.
  @inlinable
  public func get(default value: @autoclosure () -> Value) -> Value {
    boundValue ?? value()
  }

  /// The bound value, nil if there is none.
  @inlinable
  var boundValue: Value? {
    switch CurrentScope.look(for: number) {
    case .bound(let stored): value(of: stored)
    case .unbound: nil
    case .elsewhere: boundValueElsewhere
    }
  }

  /// The value of a variable that somebody else may be changing.
  @inlinable @inline(never)
  var boundValueElsewhere: Value? { CurrentScope.stored(of: number).map { value(of: .passUnretained($0)) } }

  /// Whether the current context binds the variable. A default is no binding.
  public var isBound: Bool {
    switch CurrentScope.look(for: number) {
    case .bound: true
    case .unbound: false
    case .elsewhere: CurrentScope.stored(of: number) != nil
    }
  }

  /// Whether the values are objects, and stored without a box. The number says so, since the variable was made; to ask the
  /// type again is a call at run time. The sizes are known when this is compiled for most other types.
  @inlinable @inline(__always)
  var isUnboxed: Bool {
    MemoryLayout<Value>.size == MemoryLayout<AnyObject>.size && VariableDefinition.isUnboxed(number)
  }

  /// The value of what is stored under this variable's number, which somebody keeps alive.
  ///
  /// No other variable has the number. What is stored under it is a `Bound` of its values' type, or, if that is a class, a
  /// value itself.
  @inlinable @inline(__always)
  func value(of stored: Unmanaged<AnyObject>) -> Value {
    if isUnboxed {
      return stored._withUnsafeGuaranteedRef { unsafeBitCast($0, to: Value.self) }
    }
    return Unmanaged<Bound<Value>>.fromOpaque(stored.toOpaque())._withUnsafeGuaranteedRef { $0.value }
  }

  /// What is stored for `value`, +1.
  @inlinable @inline(__always)
  func stored(_ value: Value) -> Unmanaged<AnyObject> {
    if isUnboxed {
      return .passRetained(unsafeBitCast(value, to: AnyObject.self))
    }
    return .fromOpaque(Unmanaged.passRetained(Bound(unretainedVariable, value)).toOpaque())
  }

  /// A binding that was found under this variable's number, with its type.
  ///
  /// No other variable has the number, and every binding of this one is a `Bound` of its values' type.
  @inlinable
  func bound(_ binding: Binding) -> Bound<Value> {
    unsafeDowncast(binding, to: Bound<Value>.self)
  }
}
