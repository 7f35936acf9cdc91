// W3C Baggage: what requests carry along for applications.
#if Tracing
  /// Keys with values that travel with a request, as the header `baggage` carries them.
  ///
  /// <https://www.w3.org/TR/baggage/>. A value; safe to use from any task and thread.
  public struct Baggage: Hashable, Sendable {
    /// A key with its value and properties.
    public struct Member: Hashable, Sendable {
      /// The key: a token, as received.
      public let key: String
      /// The value as it is in the header, escaped.
      let escaped: String
      /// The properties after the value, as received, each beginning with `;`. Only their writers know what
      /// they mean.
      let properties: String

      init(_ key: String, escaped: String, properties: String = "") {
        (self.key, self.escaped, self.properties) = (key, escaped, properties)
      }

      /// The value; nil if its escapes are malformed or do not encode Unicode.
      ///
      /// The specification asks for U+FFFD in their place, but an altered value is worse than none.
      public var value: String? { PercentEncoding.decoded(Bytes(escaped)) }

      var text: String { "\(key)=\(escaped)\(properties)" }
    }

    /// The limits up to which every platform must pass on baggage. This library passes on no more.
    static let (maximumMembers, maximumBytes) = (64, 8_192)

    /// The members, in their order. A key may occur several times, as the specification allows.
    public var members: [Member]

    init(_ members: [Member] = []) { self.members = members }

    /// Parses the header, or several of them joined with commas. Members that break a rule are left out.
    ///
    /// - Parameter malformed: Called with the number of members that were left out, if any were.
    init(_ header: String, malformed: (Int) -> Void) {
      members = []
      var bad = 0
      for part in Bytes(header).parts(between: ",") where !part.isEmpty {
        if let member = Self.member(part) { members.append(member) } else { bad += 1 }
      }
      if bad > 0 { malformed(bad) }
    }

    private static func member(_ bytes: Bytes) -> Member? {
      let parts = bytes.parts(between: ";")
      guard let (key, value) = parts[0].halves(around: "="), isToken(key), value.allSatisfy(\.isBaggageOctet)
      else { return nil }
      var properties = ""
      for property in parts.dropFirst() {
        if let (name, value) = property.halves(around: "=") {
          guard isToken(name), value.allSatisfy(\.isBaggageOctet) else { return nil }
          properties += ";\(name.text)=\(value.text)"
        } else {
          guard isToken(property) else { return nil }
          properties += ";\(property.text)"
        }
      }
      return Member(key.text, escaped: value.text, properties: properties)
    }

    private static func isToken(_ bytes: Bytes) -> Bool {
      !bytes.isEmpty && bytes.allSatisfy(\.isTokenCharacter)
    }

    /// The header, and the members for which it has no room.
    ///
    /// Members are taken in order. One that does not fit is skipped, and those after it may still fit.
    var header: (text: String, leftOut: [Member]) {
      var text = ""
      var count = 0
      var leftOut: [Member] = []
      for member in members {
        let more = (text.isEmpty ? "" : ",") + member.text
        if count < Self.maximumMembers, text.utf8.count + more.utf8.count <= Self.maximumBytes {
          text += more
          count += 1
        } else {
          leftOut.append(member)
        }
      }
      return (text, leftOut)
    }
  }
#endif
