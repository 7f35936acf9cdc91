// The context variable: its identity, its name, its default, and how it is read (rule 10).

/// A variable whose value follows a unit of work through every task it starts (PEP 567's `ContextVar`).
///
/// Create each variable once, and keep it in a `static let`:
///
/// ```swift
/// enum Request {
///   static let id = ContextVar("request-id", of: String.self)       // no default: reading it can throw
///   static let tenant = ContextVar("tenant", default: "public")     // always has a value
/// }
/// ```
///
/// In a module whose default isolation is the main actor, as in a new app, write `nonisolated enum Request`:
/// otherwise only the main actor could read the variables. A generic type cannot have a `static let`; it uses
/// ``kept(by:_:of:inheritance:)``.
///
/// `Failure` is the error that reading throws: `Never` for a variable with a default, ``ContextError`` for
/// one without.
///
/// Copies are the same variable. Another variable with the same name is a different variable. A variable
/// takes some 250 bytes and stays in memory for the life of the process, so values whose names come from
/// requests belong under keys of `TaskContext`. Safe to use from any task and thread.
///
/// An object that is bound in a context, and that also holds this context, forms a cycle, and neither is ever
/// released. Let it hold `context.except(variable)` instead.
///
/// Reading copies the value. Copying a Swift value runs no user code; copying a C++ value runs its copy
/// constructor, which must not use this library.
public struct ContextVar<Value: Sendable, Failure: Error>: Sendable {
  /// The variable's key in every context. The definition has it too; a copy here saves a memory access.
  @usableFromInline let number: UInt
  /// Unmanaged, so that tasks do not contend for the reference count of an object they all share. Definitions
  /// are never released.
  @usableFromInline let unretainedDefinition: Unmanaged<Definition<Value, Failure>>

  @inlinable
  var definition: Definition<Value, Failure> { unretainedDefinition.takeUnretainedValue() }

  /// The definition, without its type.
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

  /// The name the variable was created with, for messages, listings and logs.
  public var name: String { definition.name }
}

extension ContextVar where Failure == ContextError {
  /// Creates a variable without a default: `get()` throws ``ContextError/Code/noValue`` where it is not
  /// bound.
  ///
  /// - Parameters:
  ///   - name: For messages, listings and logs. It does not identify the variable.
  ///   - type: The type of its values.
  ///   - inheritance: Whether a task that is started with a context receives the variable's binding.
  ///   - file: The source file. With `line` it lets debug builds report a place that creates variables
  ///     repeatedly.
  ///   - line: The source line.
  public init(
    _ name: String, of type: Value.Type, inheritance: ContextInheritance<Value> = .inherit,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    self.init(Self.required(name, inheritance), file, line)
  }

  /// Returns the variable that the type `keeper` keeps under a name, and creates it on the first call.
  ///
  /// Use it in generic types, which cannot have a `static let`:
  ///
  /// ```swift
  /// struct Cache<Value: Sendable> {
  ///   static var limit: ContextVar<Int, ContextError> { .kept(by: Cache.self, "limit", of: Int.self) }
  /// }
  /// ```
  ///
  /// In a class, name the class instead of writing `Self`, which is the subclass that the property is read
  /// on: each subclass would keep a variable of its own.
  ///
  /// - Parameters:
  ///   - keeper: The type that keeps the variable.
  ///   - name: Identifies the variable among those that `keeper` keeps with the same type.
  ///   - type: The type of its values.
  ///   - inheritance: Whether a task that is started with a context receives the variable's binding. Only the
  ///     first call's policy counts.
  /// - Returns: The same variable for every call with this keeper, name and type.
  /// - Complexity: One dictionary lookup, under a lock.
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
  /// Creates a variable with a default: it reads as `value` where it is not bound.
  ///
  /// - Parameters:
  ///   - name: For messages, listings and logs. It does not identify the variable.
  ///   - value: The default.
  ///   - inheritance: Whether a task that is started with a context receives the variable's binding.
  ///   - file: The source file. With `line` it lets debug builds report a place that creates variables
  ///     repeatedly.
  ///   - line: The source line.
  public init(
    _ name: String, default value: Value, inheritance: ContextInheritance<Value> = .inherit,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    self.init(Definition(name: name, fallback: .value(value), inheritance: inheritance), file, line)
  }

  /// Returns the variable with a default that the type `keeper` keeps under a name, and creates it on the
  /// first call.
  ///
  /// ```swift
  /// struct Cache<Value: Sendable> {
  ///   static var current: ContextVar<[String: Value], Never> {
  ///     .kept(by: Cache.self, "cache", default: [:])
  ///   }
  /// }
  /// ```
  ///
  /// Otherwise like ``kept(by:_:of:inheritance:)``.
  ///
  /// - Parameters:
  ///   - keeper: The type that keeps the variable.
  ///   - name: Identifies the variable among those that `keeper` keeps with the same type.
  ///   - value: The default. It is evaluated when the variable is created, in the context of that call; later
  ///     calls do not evaluate theirs.
  ///   - inheritance: Whether a task that is started with a context receives the variable's binding. Only the
  ///     first call's policy counts.
  /// - Returns: The same variable for every call with this keeper, name and type.
  /// - Complexity: One dictionary lookup, under a lock.
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
  /// The value that the variable reads as where it is not bound.
  public var defaultValue: Value {
    switch definition.fallback {
    case .value(let value): value
    case .failure(let failure): failure(definition)
    }
  }
}

extension ContextVar: Hashable {
  /// Returns whether both are the same variable.
  public static func == (left: ContextVar, right: ContextVar) -> Bool { left.number == right.number }

  /// Hashes the variable's identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

extension ContextVar {
  /// Returns the variable's value here: the bound value, or else its default.
  ///
  /// - Returns: The value. Reading it needs no `try` if the variable has a default.
  /// - Throws: ``ContextError/Code/noValue`` if the variable is not bound here and has no default.
  /// - Complexity: Reads one task local and one path of nodes, takes no lock, and retains nothing but the
  ///   value. In a layer, reads one path for each scope below it. A task that shares its scope
  ///   takes the scope's lock to read a ``ContextInheritance/never`` variable.
  @inlinable
  public func get() throws(Failure) -> Value {
    if let value = boundValue { return value }
    switch unretainedDefinition._withUnsafeGuaranteedRef({ $0.fallback }) {
    case .value(let value): return value
    case .failure(let failure): throw failure(definition)
    }
  }

  /// Returns the bound value, or else `value`, which takes precedence over the variable's own default.
  ///
  /// - Parameter value: Evaluated only if the variable is not bound here.
  /// - Complexity: That of ``get()``.
  @inlinable
  public func get(default value: @autoclosure () -> Value) -> Value {
    boundValue ?? value()
  }

  /// The bound value, or nil if there is none.
  @inlinable
  var boundValue: Value? {
    switch CurrentScope.look(for: number) {
    case .bound(let stored): value(of: stored)
    case .unbound: nil
    case .elsewhere: boundValueElsewhere
    }
  }

  /// The bound value in a scope that another task may be changing.
  @inlinable @inline(never)
  var boundValueElsewhere: Value? { CurrentScope.stored(of: number).map { value(of: .passUnretained($0)) } }

  /// Whether the current context binds the variable. A default is not a binding.
  ///
  /// - Complexity: That of ``get()``.
  public var isBound: Bool {
    switch CurrentScope.look(for: number) {
    case .bound: true
    case .unbound: false
    case .elsewhere: CurrentScope.stored(of: number) != nil
    }
  }

  /// Whether the values are objects, which are stored without a box. A bit of the variable's number says so,
  /// because asking the type is a call at run time. For most other types their size rules it out at compile
  /// time.
  @inlinable @inline(__always)
  var isUnboxed: Bool {
    MemoryLayout<Value>.size == MemoryLayout<AnyObject>.size && VariableDefinition.isUnboxed(number)
  }

  /// The value of an object that is stored under this variable's number; the caller keeps the object alive.
  ///
  /// No other variable has the number. The object is a `Bound` of this variable's `Value`, or, if the values
  /// are objects, the value itself.
  @inlinable @inline(__always)
  func value(of stored: Unmanaged<AnyObject>) -> Value {
    if isUnboxed {
      return stored._withUnsafeGuaranteedRef { unsafeBitCast($0, to: Value.self) }
    }
    return Unmanaged<Bound<Value>>.fromOpaque(stored.toOpaque())._withUnsafeGuaranteedRef { $0.value }
  }

  /// The object to store for `value`, +1.
  @inlinable @inline(__always)
  func stored(_ value: Value) -> Unmanaged<AnyObject> {
    if isUnboxed {
      return .passRetained(unsafeBitCast(value, to: AnyObject.self))
    }
    return .fromOpaque(Unmanaged.passRetained(Bound(unretainedVariable, value)).toOpaque())
  }

  /// Restores the type of a binding that was found under this variable's number.
  ///
  /// No other variable has the number, and every binding of this one is a `Bound` of its `Value`.
  @inlinable
  func bound(_ binding: Binding) -> Bound<Value> {
    unsafeDowncast(binding, to: Bound<Value>.self)
  }
}
