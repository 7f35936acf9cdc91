// The one call between gateway and stock: a text there, and a text back.
public import GRPCCore

public enum Reserve {
  public static let method = MethodDescriptor(fullyQualifiedService: "shop.Stock", method: "Reserve")

  public struct Coding: MessageSerializer, MessageDeserializer {
    public init() {}

    public func serialize<Bytes: GRPCContiguousBytes>(_ message: String) throws -> Bytes {
      Bytes(message.utf8)
    }

    public func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> String {
      bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
  }
}
