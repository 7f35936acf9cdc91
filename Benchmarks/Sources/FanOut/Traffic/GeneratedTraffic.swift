// Traffic for a server without a log. What matters for the measurement: strings as long as real ones (beyond
// 15 bytes Swift keeps them on the heap and counts references), a path that no other request has, so that a
// value in the wrong task is always noticed, and the same traffic again from the same seed.

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
  package static func requests(count: Int, seed: UInt64) -> [Request] {
    var random = SeededGenerator(seed: seed, stream: Stream.requests)
    return (0..<min(count, poolSize)).map { request(number: $0, &random) }
  }

  /// Values of server-wide variables, all different.
  static func serverValues(count: Int, seed: UInt64) -> [String] {
    let kinds = ["region", "build", "feature-flag", "pool-limit", "upstream", "licence"]
    var random = SeededGenerator(seed: seed, stream: Stream.server)
    return (0..<count).map { "server-\(kinds[$0 % kinds.count])-\($0)=\(hex(&random))" }
  }

  /// Values that the children of one request bind, different from all others in all rows.
  static func childValues(row: Int, count: Int, seed: UInt64) -> [String] {
    var random = SeededGenerator(seed: seed, stream: Stream.children &+ UInt64(row) << 8)
    return (0..<count).map { "span-\(row)-\($0)-\(hex(&random))" }
  }

  private static func request(number: Int, _ random: inout SeededGenerator) -> Request {
    let resource = ["orders", "customers", "invoices", "shipments", "articles"].random(&random)
    let site = ["shop", "www", "partners", "status"].random(&random)
    let system = ["X11; Linux x86_64", "Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7"]
      .random(&random)
    let version = Int.random(in: 90...140, using: &random)
    return Request(
      path: "/api/v2/\(resource)/\(number)?trace=\(hex(&random))",
      method: ["GET", "GET", "GET", "POST", "DELETE"].random(&random),
      status: ["200", "200", "200", "304", "404", "503"].random(&random),
      referrer: "https://\(site).example.com/\(resource)?page=\(Int.random(in: 1...500, using: &random))",
      agent: "Mozilla/5.0 (\(system)) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/\(version).0.0.0",
      client: "2001:db8:\(hex(&random, digits: 4)):\(hex(&random, digits: 4))::\(hex(&random, digits: 4))")
  }

  private static func hex(_ random: inout SeededGenerator, digits: Int = 16) -> String {
    let text = String(random.next(), radix: 16)
    return String((String(repeating: "0", count: 16 - text.count) + text).suffix(digits))
  }
}

extension Array {
  fileprivate func random(_ random: inout SeededGenerator) -> Element {
    self[Int.random(in: indices, using: &random)]
  }
}
