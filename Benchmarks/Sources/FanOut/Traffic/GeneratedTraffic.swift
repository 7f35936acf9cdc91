// Traffic for a server without a log. What matters for the measurement: a path that no other request has, so
// that a value in the wrong task is always noticed, and the same traffic again from the same seed.
//
// Values have 15 bytes if no other length is asked for, which Swift keeps in the string itself. Of longer
// ones it counts references, and where children on two cores read the same ones they wait for each other's
// count: a cost that is no context's, that comes and goes with how far apart the cores are, and that strikes
// 'bare' most, since it has nothing else to do.

/// Makes requests and values from a seed.
package enum GeneratedTraffic {
  package static let defaultSeed: UInt64 = 567

  /// Requests that are kept; longer runs start over. Many times the number in flight.
  package static let poolSize = 4096

  private enum Stream {
    static let requests: UInt64 = 1
    static let server: UInt64 = 2
    static let children: UInt64 = 3
  }

  /// The pool for a run of `count` requests.
  package static func requests(count: Int, length: Int = Shape.shortValue, seed: UInt64) -> [Request] {
    var random = SeededGenerator(seed: seed, stream: Stream.requests)
    return (0..<min(count, poolSize)).map { request(number: $0, length, &random) }
  }

  /// Values of server-wide variables, all different.
  static func serverValues(count: Int, length: Int = Shape.shortValue, seed: UInt64) -> [String] {
    var random = SeededGenerator(seed: seed, stream: Stream.server)
    return (0..<count).map { "s\($0)=\(hex(&random, digits: 8))".filled(to: length) }
  }

  /// Values that the children of one request bind, different from all others in all rows.
  static func childValues(row: Int, count: Int, length: Int = Shape.shortValue, seed: UInt64) -> [String] {
    var random = SeededGenerator(seed: seed, stream: Stream.children &+ UInt64(row) << 8)
    return (0..<count).map { "c\(row)-\($0)-\(hex(&random, digits: 4))".filled(to: length) }
  }

  private static func request(number: Int, _ length: Int, _ random: inout SeededGenerator) -> Request {
    func oneOf(_ words: String...) -> String { words[Int.random(in: words.indices, using: &random)] }
    return Request(
      path: "/\(oneOf("orders", "invoices", "articles"))/\(number)".filled(to: length),
      method: oneOf("GET", "GET", "GET", "POST", "DELETE"),
      status: oneOf("200", "200", "200", "304", "404", "503"),
      referrer: "\(oneOf("shop", "www", "status"))/\(Int.random(in: 1...500, using: &random))".filled(
        to: length),
      agent: "\(oneOf("Firefox", "Chrome", "curl"))/\(Int.random(in: 90...140, using: &random))".filled(
        to: length),
      client: "10.\(Int.random(in: 0...255, using: &random)).\(hex(&random, digits: 4))".filled(to: length))
  }

  private static func hex(_ random: inout SeededGenerator, digits: Int = 16) -> String {
    let text = String(random.next(), radix: 16)
    return String((String(repeating: "0", count: 16 - text.count) + text).suffix(digits))
  }
}

extension String {
  fileprivate func filled(to length: Int) -> String {
    self + String(repeating: ".", count: max(0, length - utf8.count))
  }
}
