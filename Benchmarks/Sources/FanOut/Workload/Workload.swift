// Everything that a measurement needs, prepared before its clock starts. Memory is bounded for any number of
// tasks: requests and child values come from pools that are larger than the number of requests in flight.

/// The requests, and the values that the server and the children bind.
package struct Workload: Sendable {
  /// How many requests run at the same time: enough to keep many cores busy, and as few as on a server that
  /// limits its load.
  package static let requestsInFlight = 16

  /// How many rows of child values there are: more than `requestsInFlight`, so that requests that run at the
  /// same time rarely share one.
  static let childValueRows = 32

  package let shape: Shape
  /// Request `n` of a run is the one at `n` modulo their count.
  let requests: [Request]
  let serverValues: [String]
  /// Rows of `fanOut` times `writes` values; request `n` of a run uses row `n` modulo their count. All values
  /// of all rows differ.
  let childValues: [[String]]

  package init(shape: Shape, requests: [Request], seed: UInt64) {
    precondition(!requests.isEmpty, "a workload needs at least one request")
    self.shape = shape
    self.requests = requests
    serverValues = GeneratedTraffic.serverValues(
      count: shape.serverVariables.count, length: shape.valueLength, seed: seed)
    childValues = (0..<Self.childValueRows).map { row in
      GeneratedTraffic.childValues(
        row: row, count: shape.fanOut * shape.writes, length: shape.valueLength, seed: seed)
    }
  }
}
