// W3C Trace Context: a request's position in a trace.
#if Tracing
  /// A position in a trace through several processes, as the headers `traceparent` and `tracestate` carry it.
  ///
  /// <https://www.w3.org/TR/trace-context/>. A value; safe to use from any task and thread.
  public struct TraceContext: Hashable, Sendable {
    /// The identifier of a trace: 16 bytes, never all zero.
    public struct TraceID: Hashable, Sendable, CustomStringConvertible {
      let high, low: UInt64

      init?(high: UInt64, low: UInt64) {
        if high == 0, low == 0 { return nil }
        (self.high, self.low) = (high, low)
      }

      /// 32 lower-case hexadecimal digits.
      public var description: String { high.hexadecimal + low.hexadecimal }

      /// A random identifier. That another trace has the same is practically impossible.
      public static func random() -> TraceID {
        TraceID(high: .random(in: .min ... .max), low: .random(in: 1 ... .max))!
      }
    }

    /// The identifier of the trace.
    public let traceID: TraceID
    /// Identifies the request that was received or is sent; never zero.
    let parentID: UInt64
    let flags: UInt8
    /// The state that tracing systems exchange, passed on as received.
    public let state: TraceState

    private static let sampled: UInt8 = 1
    /// The flag that says that the trace's identifier is random, so that others may make decisions by it.
    private static let random: UInt8 = 2

    /// The caller that made the request, as 16 lower-case hexadecimal digits.
    public var parent: String { parentID.hexadecimal }

    /// Whether the caller that made the request may have recorded it.
    public var isSampled: Bool { flags & Self.sampled != 0 }

    init(_ traceID: TraceID, parent: UInt64, flags: UInt8, state: TraceState) {
      (self.traceID, parentID, self.flags, self.state) = (traceID, parent, flags, state)
    }

    /// Begins a new trace.
    ///
    /// - Parameter isSampled: Whether to ask others to record it.
    public static func begin(isSampled: Bool) -> TraceContext {
      TraceContext(
        .random(), parent: .random(in: 1 ... .max), flags: random | (isSampled ? sampled : 0), state: .empty)
    }

    /// The same position with a new parent, for an outgoing request. Flags that this version of the
    /// specification does not know are cleared, as the specification asks.
    public func next() -> TraceContext {
      TraceContext(
        traceID, parent: .random(in: 1 ... .max), flags: flags & (Self.sampled | Self.random), state: state)
    }

    /// Parses the headers; nil if `traceparent` is malformed.
    ///
    /// A `tracestate` that breaks a rule is left out as a whole.
    public init?(traceparent: String, tracestate: String? = nil) {
      self.init(traceparent: traceparent, state: tracestate.flatMap { TraceState($0) } ?? .empty)
    }

    init?(traceparent: String, state: TraceState) {
      let bytes = Bytes(traceparent).trimmed
      let parts = bytes.split(separator: UInt8(ascii: "-"), maxSplits: 4, omittingEmptySubsequences: false)
      guard parts.count >= 4, parts[0].count == 2, parts[1].count == 32, parts[2].count == 16,
        parts[3].count == 2,
        let version = parts[0].hexadecimal, version != 0xFF,
        // A later version may have more after another dash; this version may not.
        parts.count == 4 || version > 0,
        let high = parts[1].prefix(16).hexadecimal, let low = parts[1].suffix(16).hexadecimal,
        let traceID = TraceID(high: high, low: low),
        let parent = parts[2].hexadecimal, parent != 0,
        let flags = parts[3].hexadecimal
      else { return nil }
      self.init(traceID, parent: parent, flags: UInt8(flags), state: state)
    }

    /// The header: `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`.
    public var traceparent: String { "00-\(traceID)-\(parent)-\(flags.hexadecimal)" }
  }

  /// The state that tracing systems exchange about a trace: the header `tracestate`.
  public struct TraceState: Hashable, Sendable, CustomStringConvertible {
    /// The members, in their order. Each key occurs once.
    public let members: [(key: String, value: String)]

    /// The maximum number of members.
    static let maximum = 32

    static let empty = TraceState(members: [])

    private init(members: [(key: String, value: String)]) { self.members = members }

    /// Parses the header, or several of them joined with commas; nil if any part breaks a rule, as the
    /// specification asks.
    public init?(_ header: String) {
      var members: [(key: String, value: String)] = []
      var keys: Set<String> = []
      // Spaces before a comma are not part of the value, and members may be empty.
      for member in Bytes(header).parts(between: ",") where !member.isEmpty {
        guard let equals = member.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let (key, value) = (member[..<equals], member[(equals + 1)...])
        guard members.count < Self.maximum, Self.isKey(key), Self.isValue(value),
          keys.insert(key.text).inserted
        else { return nil }
        members.append((key.text, value.text))
      }
      self.init(members: members)
    }

    /// Whether the key is a name of at most 256 characters, or a tenant's name of at most 241, `@`, and a
    /// system's of at most 14.
    private static func isKey(_ key: Bytes) -> Bool {
      let names = key.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
      guard
        names.allSatisfy({ name in
          name.allSatisfy { $0.isLowercase || $0.isDigit || "_-*/".utf8.contains($0) }
        })
      else { return false }
      switch names.count {
      case 1: return names[0].count <= 256 && names[0].first?.isLowercase ?? false
      case 2:
        return names[0].count <= 241 && names[0].first.map { $0.isLowercase || $0.isDigit } ?? false
          && names[1].count <= 14 && names[1].first?.isLowercase ?? false
      default: return false
      }
    }

    private static func isValue(_ value: Bytes) -> Bool {
      (1...256).contains(value.count) && value.last != 0x20
        && value.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }
    }

    /// The header; empty if there are no members.
    public var description: String { members.map { "\($0.key)=\($0.value)" }.joined(separator: ",") }

    /// Whether both have the same members in the same order.
    public static func == (left: TraceState, right: TraceState) -> Bool {
      left.members.elementsEqual(right.members) { $0 == $1 }
    }

    /// Hashes the members.
    public func hash(into hasher: inout Hasher) {
      for member in members {
        hasher.combine(member.key)
        hasher.combine(member.value)
      }
    }
  }
#endif
