/// Variables in other processes: with every request that a library sends or receives by swift-distributed-tracing.
#if Tracing
  public import ContextVars
  public import Instrumentation

  /// An instrument that sends the variables which are marked with `ContextVar.sent(as:named:)`, and receives those
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
  /// there is no scope, on an event loop for instance, what the service context carries, and always that of a context which was
  /// made with ``Instrumentation/InstrumentationContext/currentWithContextVars``. Whoever receives a request opens a scope
  /// with what has come: see ``ContextVars/Context/run(in:_:)``.
  ///
  /// What comes from outside may be anything. A value of which the variable's codec makes nothing is left out, as is a
  /// member that comes twice, and ``Problem`` tells of it; the request goes on. Members that are no variable here go on
  /// to others as they came. The header `baggage` is this instrument's: another that writes it as well replaces it, or is
  /// replaced. Safe to use from any task and thread.
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
    private let handsOnOthers: Bool
    private let traces: Traces
    private let onProblem: @Sendable (Problem) -> Void

    /// An instrument that lets these variables in from outside.
    ///
    /// They are listed since it is for the service to say what it believes of others: a request could else set any variable that
    /// some library sends.
    ///
    /// - Parameters:
    ///   - variable: Each marked with `ContextVar.sent(as:named:)`, or the program stops here.
    ///   - handsOnOthers: Whether members of baggage that are no variables here go on with requests that go out, as the
    ///     specification wants it. An edge, which strangers call, says false.
    ///   - traces: Whether the trace's headers are the instrument's.
    ///   - onProblem: Called for what was left out, in the task or on the thread that sends or receives. Counts and names
    ///     alone; values may be anything.
    public init<each Value, each Failure>(
      receiving variable: repeat ContextVar<each Value, each Failure>, handsOnOthers: Bool = true,
      traces: Traces = .joined(),
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
      self.handsOnOthers = handsOnOthers
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
      if handsOnOthers {
        let others = baggage.members.filter { received[$0.key] == nil }
        if !others.isEmpty { context.foreignBaggage = Baggage(others) }
      }
      take(baggage, into: &context.contextVars)
    }

    private func traceContext<Carrier, Extract: Extractor>(
      of carrier: Carrier, using extractor: Extract
    ) -> TraceContext? where Extract.Carrier == Carrier {
      guard let parent = extractor.extract(key: "traceparent", from: carrier) else { return nil }
      var state = TraceState.empty
      if let header = extractor.extract(key: "tracestate", from: carrier) {
        if let found = TraceState(header) { state = found } else { onProblem(.malformedTracestate) }
      }
      guard let context = TraceContext(traceparent: parent, state: state) else {
        onProblem(.malformedTraceparent)
        return nil
      }
      return context
    }

    private func take(_ baggage: Baggage, into variables: inout Context) {
      var found: [String: [Baggage.Member]] = [:]
      for member in baggage.members where received[member.key] != nil {
        found[member.key, default: []].append(member)
      }
      for (key, members) in found {
        guard let mark = received[key] else { continue }
        if members.count > 1 {
          onProblem(.ambiguous(key: key))
        } else if let binding = members[0].value.flatMap(mark.binding) {
          variables = variables.binding(binding)
          continue
        } else {
          onProblem(.undecodable(key: key))
        }
        // Nor what somebody else has received before.
        variables = variables.except([mark.variable])
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

    /// What is bound of the variables that are sent; then what came for others. A key of a variable is never another's, bound
    /// or not: what strangers have sent under it does not go on.
    private func baggage(of context: InstrumentationContext) -> Baggage {
      let variables =
        context.speaksForItself ? context.contextVars : Context.ofScopeAtHand ?? context.contextVars
      let marks = Marks.sent.all
      var taken: Set<String> = []
      var baggage = Baggage()
      // Of two variables with one key the one that is received has it, else the first that is bound.
      for mark in marks where received[mark.name].map({ $0 === mark }) ?? !taken.contains(mark.name) {
        switch mark.sent(of: variables) {
        case .text(let text):
          baggage.members.append(.init(mark.name, escaped: PercentEncoding.encoded(text)))
          taken.insert(mark.name)
        case .unencodable: onProblem(.unencodable(key: mark.name))
        case nil: break
        }
      }
      let own = Set(marks.map(\.name))
      baggage.members += context.foreignBaggage.members.filter { !own.contains($0.key) }
      return baggage
    }
  }
#endif
