/// Queues, work items and event sources that run in a context (rule 6).
///
/// Each takes the context at the call, by ``Context/wrap(_:)-(_)``. `OperationQueue`, `Thread` and all else that
/// takes a closure do with `context.wrap { }` itself.
#if canImport(Dispatch)  // WebAssembly has none.
  public import Dispatch

  extension DispatchQueue {
    /// Runs `work` on the queue, in `context`. As `async(group:qos:flags:execute:)`.
    public func async(
      group: DispatchGroup? = nil, qos: DispatchQoS = .unspecified, flags: DispatchWorkItemFlags = [],
      context: Context, execute work: @escaping @Sendable () -> Void
    ) {
      self.async(group: group, qos: qos, flags: flags, execute: context.wrap(work))
    }

    /// Runs `work` on the queue at `deadline` or later, in `context`. As `asyncAfter(deadline:qos:flags:execute:)`.
    public func asyncAfter(
      deadline: DispatchTime, qos: DispatchQoS = .unspecified, flags: DispatchWorkItemFlags = [],
      context: Context, execute work: @escaping @Sendable () -> Void
    ) {
      asyncAfter(deadline: deadline, qos: qos, flags: flags, execute: context.wrap(work))
    }

    /// Runs `work` on the queue at `wallDeadline` or later, in `context`.
    public func asyncAfter(
      wallDeadline: DispatchWallTime, qos: DispatchQoS = .unspecified, flags: DispatchWorkItemFlags = [],
      context: Context, execute work: @escaping @Sendable () -> Void
    ) {
      asyncAfter(wallDeadline: wallDeadline, qos: qos, flags: flags, execute: context.wrap(work))
    }

    /// Runs `work` on the queue, in `context`, and waits for it. As `sync(flags:execute:)`.
    ///
    /// What `work` sets ends with it, as in every other hop. Plain `sync` runs `work` on the caller's thread, in the caller's
    /// context, but not on the main queue and what targets it: there it is for this to bring the context along.
    @discardableResult
    public func sync<Result>(
      flags: DispatchWorkItemFlags = [], context: Context, execute work: () throws -> Result
    ) rethrows -> Result {
      let context = context.handedOn
      return try sync(flags: flags) { try context.run(work) }
    }
  }

  extension DispatchWorkItem {
    /// A work item that runs `work` in `context`, however often and wherever it is performed.
    public convenience init(
      qos: DispatchQoS = .unspecified, flags: DispatchWorkItemFlags = [], context: Context,
      block work: @escaping @Sendable () -> Void
    ) {
      self.init(qos: qos, flags: flags, block: context.wrap(work))
    }

    /// Runs `work` on `queue`, in `context`, when the item is done. As `notify(qos:flags:queue:execute:)`.
    public func notify(
      qos: DispatchQoS = .unspecified, flags: DispatchWorkItemFlags = [], queue: DispatchQueue,
      context: Context,
      execute work: @escaping @Sendable () -> Void
    ) {
      notify(qos: qos, flags: flags, queue: queue, execute: context.wrap(work))
    }
  }

  extension DispatchGroup {
    /// Runs `work` on `queue`, in `context`, when the group is done. As `notify(qos:flags:queue:execute:)`.
    public func notify(
      qos: DispatchQoS = .unspecified, flags: DispatchWorkItemFlags = [], queue: DispatchQueue,
      context: Context,
      execute work: @escaping @Sendable () -> Void
    ) {
      notify(qos: qos, flags: flags, queue: queue, execute: context.wrap(work))
    }
  }

  extension DispatchSourceProtocol {
    /// Runs `handler` for each event, in `context`: a timer's, a signal's, a file's. As `setEventHandler(handler:)`.
    public func setEventHandler(context: Context, handler: @escaping @Sendable () -> Void) {
      setEventHandler(handler: context.wrap(handler))
    }

    /// Runs `handler` when the source is cancelled, in `context`. As `setCancelHandler(handler:)`.
    public func setCancelHandler(context: Context, handler: @escaping @Sendable () -> Void) {
      setCancelHandler(handler: context.wrap(handler))
    }
  }
#endif
