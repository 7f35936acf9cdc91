// The sizes of a measurement and the numbering of its variables. The workload makes and checks values by
// number; the strategies turn numbers into variables, which they bind and read.

/// How many variables there are, who binds them, and how much each child task does with them.
///
///     number:    0 … 5           6 … variables-1      variables … variables+writes-1
///     bound by:  the request     the server           each child, for itself
///     values:    its six fields  server-wide          different from its siblings'
package struct Shape: Codable, Hashable, Sendable {
  /// Variables that a request can see: its own and the server's.
  package let variables: Int
  /// Child tasks that a request starts itself. Each is the first of a chain of `depth`.
  package let fanOut: Int
  /// Variables that each child binds for itself.
  package let writes: Int
  /// How many times each child reads a variable of the request or the server.
  package let reads: Int
  /// Generations of children: each child starts one of its own, except in the last generation.
  package let depth: Int
  /// The length of generated values, in bytes, except methods and statuses, which are shorter. Swift stores
  /// values of up to `Shape.shortValue` bytes in the string itself; longer ones are reference-counted.
  package let valueLength: Int

  package static let shortValue = 15

  package init(
    variables: Int, fanOut: Int, writes: Int, reads: Int, depth: Int = 1, valueLength: Int = shortValue
  ) {
    self.variables = variables
    self.fanOut = fanOut
    self.writes = writes
    self.reads = reads
    self.depth = depth
    self.valueLength = valueLength
  }

  package var tasksOfRequest: Int { fanOut * depth }

  package var ownVariables: Range<Int> { 0..<min(variables, Request.fieldCount) }
  package var serverVariables: Range<Int> { ownVariables.upperBound..<variables }
  package var childVariables: Range<Int> { variables..<allVariables }
  package var allVariables: Int { variables + writes }

  /// The variable that a child reads in its `read`-th read.
  ///
  /// The request's own variables come first, so that six reads check a child against all six fields. Further
  /// reads go round the server's variables, each sibling one further along, or, if the server has none, round
  /// the request's own.
  func variable(forRead read: Int, ofChild child: Int) -> Int {
    let own = ownVariables.count
    if read < own { return read }
    let server = variables - own
    if server == 0 { return read % own }
    return own + (child &+ read - own) % server
  }
}
