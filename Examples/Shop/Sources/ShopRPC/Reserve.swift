// The one call between gateway and stock. The request and the response are plain text.
package import GRPCCore

package enum Reserve {
  package static let method = MethodDescriptor(fullyQualifiedService: "shop.Stock", method: "Reserve")

  package struct Coding: MessageSerializer, MessageDeserializer {
    package init() {}

    package func serialize<Bytes: GRPCContiguousBytes>(_ message: String) throws -> Bytes {
      Bytes(message.utf8)
    }

    package func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> String {
      bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
  }
}
