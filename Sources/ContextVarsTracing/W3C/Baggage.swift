/// What requests carry along for applications: W3C Baggage.
#if Tracing
  /// Keys with values that go along with a request, as the header `baggage` carries them.
  ///
  /// <https://www.w3.org/TR/baggage/>. A value; safe to use from any task and thread.
  public struct Baggage: Hashable, Sendable {
    /// A key with its value, and what is said of that.
    public struct Member: Hashable, Sendable {
      /// A token, as it came.
      public let key: String
      /// As it stands in the header, escaped.
      let escaped: String
      /// What stands behind the value, as it came, each beginning with `;`. Its meaning is for those who wrote it.
      let properties: String

      init(_ key: String, escaped: String, properties: String = "") {
        (self.key, self.escaped, self.properties) = (key, escaped, properties)
      }

      /// The value; nil if its escapes are wrong, or stand for no Unicode. (The specification would put U+FFFD there; a name that
      /// is nearly another's is worse than none.)
      public var value: String? { PercentEncoding.decoded(Bytes(escaped)) }

      var text: String { "\(key)=\(escaped)\(properties)" }
    }

    /// What every platform must hand on, and this one does not exceed.
    static let (maximumMembers, maximumBytes) = (64, 8_192)

    /// In their order. A key may come several times, as the specification has it.
    public var members: [Member]

    init(_ members: [Member] = []) { self.members = members }

    /// What the header says, or several of them joined with commas. What breaks a rule is left out, and the rest stays.
    ///
    /// - Parameter malformed: Is told how many members were left out, if any were.
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

    /// The header, and the members for which there was no room.
    ///
    /// The first that fit stay; one that is too long does not keep out those behind it.
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
