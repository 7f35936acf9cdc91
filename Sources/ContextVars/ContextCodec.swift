/// How values of a variable become text for another process, and values again there.

/// A pair of functions, from values to text and back. See ``ContextVar/sent(as:named:)``.
///
/// ```swift
/// static let user = ContextVar("user", of: UserID.self)
///   .sent(as: ContextCodec(encode: { $0.uuid.description }, decode: { UserID($0) }))
/// ```
///
/// Text may be any Unicode; it is escaped on the way as the carrier needs. What comes from outside may be anything: a `decode`
/// that fails says so with nil, and the request goes on without the value.
public struct ContextCodec<Value: Sendable>: Sendable {
  /// The text for a value; nil if there is none, and the value is not sent.
  public let encode: @Sendable (Value) -> String?
  /// The value that a text stands for; nil if it stands for none.
  public let decode: @Sendable (String) -> Value?

  /// A codec of these functions, which may be called on any thread.
  public init(encode: @escaping @Sendable (Value) -> String?, decode: @escaping @Sendable (String) -> Value?)
  {
    self.encode = encode
    self.decode = decode
  }
}

extension ContextCodec where Value: LosslessStringConvertible {
  /// The value's description: of strings, numbers, Booleans and whatever else can be made from it.
  ///
  /// A description with control characters is neither sent nor taken: a line break from outside would begin a line of the log.
  public static var text: Self {
    Self(
      encode: { $0.description.hasControlCharacters ? nil : $0.description },
      decode: { $0.hasControlCharacters ? nil : Value($0) })
  }
}

extension ContextCodec where Value: RawRepresentable, Value.RawValue: LosslessStringConvertible {
  /// The raw value's description: of enumerations with raw values.
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
