// A program and its measuring processes exchange one line of JSON each way.

import Foundation

extension Encodable {
  /// This value as JSON on one line.
  package func jsonLine() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension Decodable {
  package init(jsonLine: String) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(jsonLine.utf8))
  }
}
