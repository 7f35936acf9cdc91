// Variables in other processes: they travel with every request that a library sends or receives by
// swift-distributed-tracing.
#if Tracing
  public import ContextVars
  public import Instrumentation

  /// An instrument that sends variables to other processes, and receives them, as W3C Baggage.
  ///
  /// It sends the variables that are marked with `ContextVar.sent(as:named:)`, receives those that are named
  /// when it is created, and takes part in traces by W3C Trace Context:
  ///
  /// ```swift
  /// InstrumentationSystem.bootstrap(ContextVarsInstrument(receiving: Request.id, Request.tenant))
  /// ```
  ///
  /// Beside a tracer, to which it leaves the trace headers:
  ///
  /// ```swift
  /// InstrumentationSystem.bootstrap(
  ///   MultiplexInstrument([tracer, ContextVarsInstrument(receiving: Request.id, traces: .leftToTracer)]))
  /// ```
  ///
  /// A library that sends a request calls the instrument in the task that sends it. The instrument sends what
  /// the innermost scope binds. Where there is no scope, on an event loop for instance, it sends what the
  /// service context carries. It also does so for a service context made with
  /// ``Instrumentation/InstrumentationContext/currentWithContextVars``, unless the current service context
  /// was made in that way too. The receiver of a request opens a scope with the received values: see
  /// ``ContextVars/Context/run(in:_:)``.
  ///
  /// Input from outside is untrusted. A value that the variable's codec cannot decode is left out, and so is
  /// a member that occurs twice. Each is reported as a ``Problem``, and the request continues. Members that
  /// are not variables here are passed on as received, unless `handsOnOthers` is false. The `baggage` header
  /// belongs to this instrument: another instrument that writes the header overwrites this one's, or is
  /// overwritten. Safe to use from any task and thread.
  public struct ContextVarsInstrument: Instrument {
    /// How the instrument treats the headers `traceparent` and `tracestate`.
    public enum Traces: Sendable {
      /// A request that is received without a trace begins one, which asks others to record it if
      /// `samplingNew` is true. Each outgoing request has a parent identifier of its own.
      case joined(samplingNew: Bool = false)
      /// The instrument leaves them to a tracer.
      case leftToTracer
    }

    private let received: [String: SentMark]
    private let handsOnOthers: Bool
    private let traces: Traces
    private let onProblem: @Sendable (Problem) -> Void

    /// Creates an instrument that accepts these variables from outside.
    ///
    /// They must be listed, because a service decides for itself what it believes: otherwise a request could
    /// set any variable that some library sends.
    ///
    /// - Parameters:
    ///   - variable: Each must be marked with `ContextVar.sent(as:named:)`, and not be
    ///     redacted, or the program stops here.
    ///   - handsOnOthers: Whether baggage members that are not variables here are passed on with outgoing
    ///     requests, as the specification asks. Pass false at an edge that strangers call.
    ///   - traces: Whether the instrument handles the trace headers.
    ///   - onProblem: Called for everything that is left out, on the task or thread that sends or receives.
    ///     A problem has counts and names only, since values from outside may be anything.
    public init<each Value, each Failure>(
      receiving variable: repeat ContextVar<each Value, each Failure>, handsOnOthers: Bool = true,
      traces: Traces = .joined(),
      onProblem: @escaping @Sendable (Problem) -> Void = { _ in }
    ) {
      var received: [String: SentMark] = [:]
      for variable in repeat AnyContextVar(each variable) {
        guard let mark = Marks.sent.all.first(where: { $0.variable == variable }) else {
          preconditionFailure(
            "ContextVarsInstrument: it cannot receive '\(variable.name)', which is not marked as sent; mark "
              + "it with .sent(as:) where it is declared")
        }
        precondition(
          !variable.isRedacted,
          "ContextVarsInstrument: it cannot receive '\(variable.name)', which is redacted and never leaves a "
            + "process"
        )
        precondition(
          received.updateValue(mark, forKey: mark.name) == nil,
          "ContextVarsInstrument: two variables are sent as '\(mark.name)'; rename one with .sent(as:named:)"
        )
      }
      self.received = received
      self.handsOnOthers = handsOnOthers
      self.traces = traces
      self.onProblem = onProblem
    }

    /// Something that was left out so that the request could continue.
    public enum Problem: Hashable, Sendable, CustomStringConvertible {
      /// The variable's codec could not decode the value that was received for this key.
      case undecodable(key: String)
      /// The variable's codec could not encode the value.
      case unencodable(key: String)
      /// More than one value was received for this key, and none was taken.
      case ambiguous(key: String)
      /// This many members of the received `baggage` break the specification.
      case malformedBaggage(members: Int)
      /// The received `traceparent` breaks the specification.
      case malformedTraceparent
      /// The received `tracestate` breaks the specification.
      case malformedTracestate
      /// This many outgoing members did not fit in 64 members and 8,192 bytes.
      case tooMuchBaggage(members: Int)

      /// What was left out, and why.
      public var description: String {
        switch self {
        case .undecodable(let key):
          "baggage '\(key)': the variable's codec cannot decode the received value; it is left out"
        case .unencodable(let key):
          "baggage '\(key)': the variable's codec cannot encode the value; it is not sent"
        case .ambiguous(let key): "baggage '\(key)': more than one value was received, and none is taken"
        case .malformedBaggage(let members):
          "baggage: \(members) received member\(members == 1 ? "" : "s") "
            + "break\(members == 1 ? "s" : "") the specification; left out"
        case .malformedTraceparent:
          "traceparent: the received header breaks the specification; the trace is not continued"
        case .malformedTracestate:
          "tracestate: the received header breaks the specification; it is left out"
        case .tooMuchBaggage(let members):
          "baggage: \(members) member\(members == 1 ? " does" : "s do") not fit in 64 members "
            + "and 8,192 bytes; not sent"
        }
      }
    }

    // MARK: - Receiving

    /// Reads the carrier's headers into the service context: see
    /// ``Instrumentation/InstrumentationContext/contextVars``.
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
        // Remove what another instrument may have received, too.
        variables = variables.except([mark.variable])
      }
    }

    // MARK: - Sending

    /// Writes the headers that the running task sends.
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

    /// A member for each bound variable that is sent, then the foreign members. A foreign member with the key
    /// of a variable is never passed on, whether the variable is bound or not.
    private func baggage(of context: InstrumentationContext) -> Baggage {
      let variables =
        context.speaksForItself ? context.contextVars : Context.ofScopeAtHand ?? context.contextVars
      let marks = Marks.sent.all
      var taken: Set<String> = []
      var baggage = Baggage()
      // Of two variables with the same key, the one that is received has it, or else the first that is bound.
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
