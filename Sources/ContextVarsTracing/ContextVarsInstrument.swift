/// Variables in other processes: with every request that a library sends or receives by swift-distributed-tracing.
#if Tracing
  public import ContextVars
  public import Instrumentation

  /// An instrument that sends the variables which are marked with ``ContextVars/ContextVar/sent(as:named:)``, and receives those
  /// that it is given, as W3C Baggage; and that takes part in traces by W3C Trace Context.
  ///
  /// ```swift
  /// InstrumentationSystem.bootstrap(ContextVarsInstrument(receiving: Request.id, Request.tenant))
  /// ```
  ///
  /// Beside a tracer, which has the trace's headers to itself:
  ///
  /// ```swift
  /// InstrumentationSystem.bootstrap(
  ///   MultiplexInstrument([tracer, ContextVarsInstrument(receiving: Request.id, traces: .leftToTracer)]))
  /// ```
  ///
  /// A library that sends a request asks the instrument in the task that sends it. It sends what the scope at hand binds; where
  /// there is no scope, on an event loop for instance, what the service context carries. Whoever receives a request opens a scope
  /// with what has come: see ``ContextVars/Context/run(in:_:)``.
  ///
  /// What comes from outside may be anything. A value of which the variable's codec makes nothing is left out, as is a
  /// member that comes twice, and ``Problem`` tells of it; the request goes on. Members that are no variable of the instrument's
  /// go on to others as they came. Safe to use from any task and thread.
  public struct ContextVarsInstrument: Instrument {
    /// What is done with the headers `traceparent` and `tracestate`.
    public enum Traces: Sendable {
      /// A request that comes without a trace begins one, which asks others to record it or not; and each request that goes out
      /// has a parent of its own.
      case joined(samplingNew: Bool = false)
      /// Nothing, since a tracer does it.
      case leftToTracer
    }

    private let received: [String: SentMark]
    private let traces: Traces
    private let onProblem: @Sendable (Problem) -> Void

    /// An instrument that lets these variables in from outside.
    ///
    /// They are listed since it is for the service to say what it believes of others: a request could else set any variable that
    /// some library sends.
    ///
    /// - Parameters:
    ///   - variable: Each marked with ``ContextVars/ContextVar/sent(as:named:)``, or the program stops here.
    ///   - traces: Whether the trace's headers are the instrument's.
    ///   - onProblem: Called for what was left out, in the task or on the thread that sends or receives. Counts and names
    ///     alone; values may be anything.
    public init<each Value, each Failure>(
      receiving variable: repeat ContextVar<each Value, each Failure>, traces: Traces = .joined(),
      onProblem: @escaping @Sendable (Problem) -> Void = { _ in }
    ) {
      var received: [String: SentMark] = [:]
      for variable in repeat AnyContextVar(each variable) {
        guard let mark = Marks.sent.all.first(where: { $0.variable == variable }) else {
          preconditionFailure(
            "ContextVarsInstrument: it cannot receive '\(variable.name)', which nobody sends; mark the variable with "
              + ".sent(as:) where it is declared")
        }
        precondition(
          !variable.isRedacted,
          "ContextVarsInstrument: it cannot receive '\(variable.name)', which is redacted and goes to no other process"
        )
        precondition(
          received.updateValue(mark, forKey: mark.name) == nil,
          "ContextVarsInstrument: two variables are sent as '\(mark.name)'; name one otherwise with .sent(as:named:)"
        )
      }
      self.received = received
      self.traces = traces
      self.onProblem = onProblem
    }

    /// Something that was left out, so that the rest could go on.
    public enum Problem: Hashable, Sendable, CustomStringConvertible {
      /// The codec made no value of what came for this key.
      case undecodable(key: String)
      /// The codec made no text of the variable's value.
      case unencodable(key: String)
      /// More than one value came for this key, and none was taken.
      case ambiguous(key: String)
      /// So many members of the `baggage` that came are none by the specification.
      case malformedBaggage(members: Int)
      /// The `traceparent` that came is none by the specification.
      case malformedTraceparent
      /// The `tracestate` that came is none by the specification.
      case malformedTracestate
      /// So many members that were to go out have no room in 64 members and 8,192 bytes.
      case tooMuchBaggage(members: Int)

      /// What was left out, and why.
      public var description: String {
        switch self {
        case .undecodable(let key):
          "baggage '\(key)': the variable's codec makes no value of what has come; it is left out"
        case .unencodable(let key):
          "baggage '\(key)': the variable's codec makes no text of its value; it is not sent"
        case .ambiguous(let key): "baggage '\(key)': it has come more than once, and none is taken"
        case .malformedBaggage(let members):
          "baggage: \(members) member\(members == 1 ? "" : "s") of what has come break\(members == 1 ? "s" : "") the specification; left out"
        case .malformedTraceparent:
          "traceparent: what has come breaks the specification; the trace is not continued"
        case .malformedTracestate: "tracestate: what has come breaks the specification; it is left out"
        case .tooMuchBaggage(let members):
          "baggage: there was no room for \(members) member\(members == 1 ? "" : "s") in 64 members and 8,192 bytes; not sent"
        }
      }
    }

    // MARK: - Receiving

    /// Takes over what has come: see ``Instrumentation/InstrumentationContext/contextVars``.
    public func extract<Carrier, Extract: Extractor>(
      _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
      if case .joined(let sampling) = traces {
        context.traceContext = traceContext(of: carrier, using: extractor) ?? .begin(isSampled: sampling)
      }
      guard let header = extractor.extract(key: "baggage", from: carrier) else { return }
      let baggage = Baggage(header) { onProblem(.malformedBaggage(members: $0)) }
      let others = baggage.members.filter { received[$0.key] == nil }
      if !others.isEmpty { context.foreignBaggage = Baggage(others) }
      context.contextVars = context.contextVars.binding(bindings(of: baggage))
    }

    private func traceContext<Carrier, Extract: Extractor>(
      of carrier: Carrier, using extractor: Extract
    ) -> TraceContext? where Extract.Carrier == Carrier {
      guard let parent = extractor.extract(key: "traceparent", from: carrier) else { return nil }
      let state = extractor.extract(key: "tracestate", from: carrier)
      if let state, TraceState(state) == nil { onProblem(.malformedTracestate) }
      guard let context = TraceContext(traceparent: parent, tracestate: state) else {
        onProblem(.malformedTraceparent)
        return nil
      }
      return context
    }

    private func bindings(of baggage: Baggage) -> [ContextBinding] {
      var found: [String: Baggage.Member] = [:]
      var ambiguous: Set<String> = []
      for member in baggage.members where received[member.key] != nil {
        if found.updateValue(member, forKey: member.key) != nil { ambiguous.insert(member.key) }
      }
      return found.values.compactMap { member in
        if ambiguous.contains(member.key) {
          onProblem(.ambiguous(key: member.key))
        } else if let binding = member.value.flatMap({ received[member.key]?.binding(of: $0) }) {
          return binding
        } else {
          onProblem(.undecodable(key: member.key))
        }
        return nil
      }
    }

    // MARK: - Sending

    /// Adds what the task at hand sends.
    public func inject<Carrier, Inject: Injector>(
      _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
      if case .joined = traces, let position = context.traceContext?.next() {
        injector.inject(position.traceparent, forKey: "traceparent", into: &carrier)
        if !position.state.members.isEmpty {
          injector.inject(position.state.description, forKey: "tracestate", into: &carrier)
        }
      }
      let (text, leftOut) = baggage(of: context).header
      if !leftOut.isEmpty { onProblem(.tooMuchBaggage(members: leftOut.count)) }
      if !text.isEmpty { injector.inject(text, forKey: "baggage", into: &carrier) }
    }

    /// What the scope at hand binds of the variables that are sent; then what came for others.
    ///
    /// Of two variables with one name the one that is received has it, else the first that is bound.
    private func baggage(of context: InstrumentationContext) -> Baggage {
      let variables = Context.ofScopeAtHand ?? context.contextVars
      var taken: Set<String> = []
      var baggage = Baggage()
      for mark in Marks.sent.all where received[mark.name].map({ $0 === mark }) ?? !taken.contains(mark.name)
      {
        switch mark.sent(of: variables) {
        case .text(let text):
          baggage.members.append(.init(mark.name, escaped: PercentEncoding.encoded(text)))
          taken.insert(mark.name)
        case .unencodable: onProblem(.unencodable(key: mark.name))
        case nil: break
        }
      }
      baggage.members += context.foreignBaggage.members.filter { !taken.contains($0.key) }
      return baggage
    }
  }
#endif
