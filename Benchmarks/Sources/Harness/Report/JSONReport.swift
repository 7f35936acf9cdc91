// Results as JSON for a file.

package import Foundation

extension Encodable {
  /// Pretty-printed with sorted keys, so that two runs differ only in their figures.
  package func report() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
