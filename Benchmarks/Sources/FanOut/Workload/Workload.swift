// Everything that a measurement needs, made before its clock starts. Memory is bounded whatever the number of
// tasks: values come from pools, in which whatever runs at the same time is different.

/// The requests, and the values that the server and the children bind.
package struct Workload: Sendable {
  /// Requests that run at the same time: enough to keep many cores busy, few enough to stay a server that
  /// limits its load.
  package static let requestsInFlight = 16

  /// Rows of child values. More than `requestsInFlight`, so that requests near each other share none.
  static let childValueRows = 32

  package let shape: Shape
  /// The `n`-th request is number `n` modulo their count.
  let requests: [Request]
  let serverValues: [String]
  /// A row for a request: `fanOut` times `writes` values, all different in all rows.
  let childValues: [[String]]

  package init(shape: Shape, requests: [Request], seed: UInt64) {
    precondition(!requests.isEmpty, "a workload is played from at least one request")
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
