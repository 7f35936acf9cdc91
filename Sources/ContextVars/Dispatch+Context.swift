// Carries a context across Dispatch's hops: queues, work items, groups and event sources (rule 6).
//
// Each function wraps its closure when it is called, like `Context.wrap`. `OperationQueue`, `Thread` and
// everything else that takes a closure need no function of their own: pass them `context.wrap { }`.
#if canImport(Dispatch)  // WebAssembly has none.
  public import Dispatch

  extension DispatchQueue {
    /// Runs `work` on the queue, in `context`. Otherwise like `async(group:qos:flags:execute:)`.
    public func async(
      group: DispatchGroup? = nil, qos: DispatchQoS = .unspecified, flags: DispatchWorkItemFlags = [],
      context: Context, execute work: @escaping @Sendable () -> Void
    ) {
      self.async(group: group, qos: qos, flags: flags, execute: context.wrap(work))
    }

    /// Runs `work` on the queue at `deadline` or later, in `context`. Otherwise like
    /// `asyncAfter(deadline:qos:flags:execute:)`.
    public func asyncAfter(
      deadline: DispatchTime, qos: DispatchQoS = .unspecified, flags: DispatchWorkItemFlags = [],
      context: Context, execute work: @escaping @Sendable () -> Void
    ) {
      asyncAfter(deadline: deadline, qos: qos, flags: flags, execute: context.wrap(work))
    }

    /// Runs `work` on the queue at `wallDeadline` or later, in `context`. Otherwise like
    /// `asyncAfter(wallDeadline:qos:flags:execute:)`.
    public func asyncAfter(
      wallDeadline: DispatchWallTime, qos: DispatchQoS = .unspecified, flags: DispatchWorkItemFlags = [],
      context: Context, execute work: @escaping @Sendable () -> Void
    ) {
      asyncAfter(wallDeadline: wallDeadline, qos: qos, flags: flags, execute: context.wrap(work))
    }

    /// Runs `work` on the queue, in `context`, and waits for it. Otherwise like `sync(flags:execute:)`.
    ///
    /// Values that `work` sets are gone once it has returned, as in every other hop. Plain `sync` runs `work`
    /// on the caller's thread, in the caller's context, except on the main queue and queues that target it:
    /// there, only this form carries a context.
    ///
    /// - Returns: What `work` returns.
    /// - Throws: What `work` throws.
    @discardableResult
    public func sync<Result>(
      flags: DispatchWorkItemFlags = [], context: Context, execute work: () throws -> Result
    ) rethrows -> Result {
      let context = context.handedOn
      return try sync(flags: flags) { try context.run(work) }
    }
  }

  extension DispatchWorkItem {
    /// Creates a work item that runs `work` in `context`, however often and wherever it is performed.
    public convenience init(
      qos: DispatchQoS = .unspecified, flags: DispatchWorkItemFlags = [], context: Context,
      block work: @escaping @Sendable () -> Void
    ) {
      self.init(qos: qos, flags: flags, block: context.wrap(work))
    }

    /// Runs `work` on `queue`, in `context`, when the item is done. Otherwise like
    /// `notify(qos:flags:queue:execute:)`.
    public func notify(
      qos: DispatchQoS = .unspecified, flags: DispatchWorkItemFlags = [], queue: DispatchQueue,
      context: Context,
      execute work: @escaping @Sendable () -> Void
    ) {
      notify(qos: qos, flags: flags, queue: queue, execute: context.wrap(work))
    }
  }

  extension DispatchGroup {
    /// Runs `work` on `queue`, in `context`, when the group is done. Otherwise like
    /// `notify(qos:flags:queue:execute:)`.
    public func notify(
      qos: DispatchQoS = .unspecified, flags: DispatchWorkItemFlags = [], queue: DispatchQueue,
      context: Context,
      execute work: @escaping @Sendable () -> Void
    ) {
      notify(qos: qos, flags: flags, queue: queue, execute: context.wrap(work))
    }
  }

  extension DispatchSourceProtocol {
    /// Runs `handler` in `context` for each event of the source, such as a timer, a signal or a file.
    /// Otherwise like `setEventHandler(handler:)`.
    public func setEventHandler(context: Context, handler: @escaping @Sendable () -> Void) {
      setEventHandler(handler: context.wrap(handler))
    }

    /// Runs `handler` in `context` when the source is cancelled. Otherwise like `setCancelHandler(handler:)`.
    public func setCancelHandler(context: Context, handler: @escaping @Sendable () -> Void) {
      setCancelHandler(handler: context.wrap(handler))
    }
  }
#endif
