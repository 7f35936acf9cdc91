// Traffic for a server without a log. Two things matter for the measurement: each request in the pool has a
// path of its own, so that another request's path is noticed, and the same seed makes the same traffic again.
//
// Values have at most 15 bytes by default, which Swift stores in the string itself. Longer strings are
// reference-counted, and children that read the same string on two cores contend for its count. That cost has
// nothing to do with context, varies with the distance between the cores, and affects 'bare' most, since it
// does nothing else.

/// Makes requests and values from a seed.
package enum GeneratedTraffic {
  package static let defaultSeed: UInt64 = 567

  /// How many requests are kept, many times the number in flight; longer runs start over.
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

  /// Values that the children of one request bind. All values of all rows differ.
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
