// The elements of W3C headers: characters, lists, hexadecimal digits, escapes.
#if Tracing
  /// A part of a header's bytes.
  typealias Bytes = ArraySlice<UInt8>

  extension UInt8 {
    /// SP or HTAB.
    var isSpace: Bool { self == 0x20 || self == 0x09 }
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLowercase: Bool { (0x61...0x7A).contains(self) }

    /// The value of a digit of `0123456789abcdef`, and of the upper-case letters if they are allowed.
    func hexadecimal(orUppercase: Bool = false) -> UInt8? {
      switch self {
      case 0x30...0x39: self - 0x30
      case 0x61...0x66: self - 0x61 + 10
      case 0x41...0x46 where orUppercase: self - 0x41 + 10
      default: nil
      }
    }

    /// RFC 9110, 5.6.2: the characters of a token, which keys are.
    var isTokenCharacter: Bool {
      switch self {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: "!#$%&'*+-.^_`|~".utf8.contains(self)
      }
    }

    /// "baggage-octet" of W3C Baggage: visible characters except `"`, `,`, `;` and `\`.
    var isBaggageOctet: Bool {
      switch self {
      case 0x21, 0x23...0x2B, 0x2D...0x3A, 0x3C...0x5B, 0x5D...0x7E: true
      default: false
      }
    }
  }

  extension Bytes {
    init(_ text: String) { self = ArraySlice(text.utf8) }

    var text: String { String(decoding: self, as: UTF8.self) }

    /// Without the spaces and tabs at both ends.
    var trimmed: Bytes {
      guard let first = firstIndex(where: { !$0.isSpace }), let last = lastIndex(where: { !$0.isSpace })
      else {
        return []
      }
      return self[first...last]
    }

    /// The parts between separators, each without spaces and tabs around it.
    func parts(between separator: Character) -> [Bytes] {
      split(separator: separator.asciiValue!, omittingEmptySubsequences: false).map(\.trimmed)
    }

    /// The halves before and after the first `separator`, without spaces and tabs around them; nil if there
    /// is none.
    func halves(around separator: Character) -> (Bytes, Bytes)? {
      firstIndex(of: separator.asciiValue!).map { (self[..<$0].trimmed, self[($0 + 1)...].trimmed) }
    }

    /// The value of these lower-case hexadecimal digits, of which there are at most 16.
    var hexadecimal: UInt64? {
      var value: UInt64 = 0
      for byte in self {
        guard let digit = byte.hexadecimal() else { return nil }
        value = value << 4 | UInt64(digit)
      }
      return isEmpty ? nil : value
    }
  }

  extension FixedWidthInteger {
    /// In lower-case hexadecimal digits, with leading zeros.
    var hexadecimal: String {
      let digits = String(self, radix: 16)
      return String(repeating: "0", count: Self.bitWidth / 4 - digits.count) + digits
    }
  }

  enum PercentEncoding {
    /// `text` in characters that a baggage value may have. All others, and `%`, become `%XX` for each byte of
    /// their UTF-8.
    static func encoded(_ text: String) -> String {
      let digits = Array("0123456789ABCDEF".utf8)
      var bytes: [UInt8] = []
      for byte in text.utf8 {
        if byte.isBaggageOctet, byte != UInt8(ascii: "%") {
          bytes.append(byte)
        } else {
          bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }

    /// The decoded text; nil if an escape is malformed, or the result is not UTF-8.
    static func decoded(_ bytes: Bytes) -> String? {
      var decoded: [UInt8] = []
      decoded.reserveCapacity(bytes.count)
      var rest = bytes
      while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
          decoded.append(byte)
          continue
        }
        guard let high = rest.popFirst()?.hexadecimal(orUppercase: true),
          let low = rest.popFirst()?.hexadecimal(orUppercase: true)
        else { return nil }
        decoded.append(high << 4 | low)
      }
      return String(validating: decoded, as: UTF8.self)
    }
  }
#endif
