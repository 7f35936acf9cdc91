// Everything that a measurement needs, made before its clock starts. Memory is bounded for any number of
// tasks: values come from pools, which give different values to the requests that run at the same time.

/// The requests, and the values that the server and the children bind.
package struct Workload: Sendable {
  /// How many requests run at the same time: enough to keep many cores busy, and as few as on a server that
  /// limits its load.
  package static let requestsInFlight = 16

  /// How many rows of child values there are: more than `requestsInFlight`, so that requests that run at the
  /// same time share none.
  static let childValueRows = 32

  package let shape: Shape
  /// The `n`-th request is number `n` modulo their count.
  let requests: [Request]
  let serverValues: [String]
  /// One row for each request, with `fanOut` times `writes` values. All values of all rows differ.
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
