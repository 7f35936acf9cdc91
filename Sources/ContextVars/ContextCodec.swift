// How a variable's values become text for another process, and become values again there.

/// A pair of functions that turn values into text and back. See ``ContextVar/sent(as:named:)``.
///
/// ```swift
/// static let user = ContextVar("user", of: UserID.self)
///   .sent(as: ContextCodec(encode: { $0.uuid.description }, decode: { UserID($0) }))
/// ```
///
/// The text may contain any Unicode characters; it is escaped as the carrier requires. Text from outside may
/// be anything: if it is not valid, `decode` returns nil, and the request continues without the value.
public struct ContextCodec<Value: Sendable>: Sendable {
  /// Returns the text for a value, or nil if it has none; then the value is not sent.
  public let encode: @Sendable (Value) -> String?
  /// Returns the value for a text, or nil if the text is not valid.
  public let decode: @Sendable (String) -> Value?

  /// Creates a codec from two functions, which may be called on any thread.
  ///
  /// - Parameters:
  ///   - encode: Returns the text for a value, or nil if the value must not be sent.
  ///   - decode: Returns the value for a text, or nil if the text is not valid.
  public init(encode: @escaping @Sendable (Value) -> String?, decode: @escaping @Sendable (String) -> Value?)
  {
    self.encode = encode
    self.decode = decode
  }
}

extension ContextCodec where Value: LosslessStringConvertible {
  /// Encodes a value as its description: for strings, numbers, Booleans and other types that can be created
  /// from their description.
  ///
  /// Text with control characters is neither sent nor accepted: a line break from outside could forge a line
  /// of the log.
  public static var text: Self {
    Self(
      encode: { $0.description.hasControlCharacters ? nil : $0.description },
      decode: { $0.hasControlCharacters ? nil : Value($0) })
  }
}

extension ContextCodec where Value: RawRepresentable, Value.RawValue: LosslessStringConvertible {
  /// Encodes a value as the description of its raw value: for enumerations with raw values.
  public static var rawValue: Self {
    Self(
      encode: { $0.rawValue.description },
      decode: { Value.RawValue($0).flatMap(Value.init(rawValue:)) })
  }
}

extension String {
  fileprivate var hasControlCharacters: Bool {
    unicodeScalars.contains {
      [.control, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
    }
  }
}
