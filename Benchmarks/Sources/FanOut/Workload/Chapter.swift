// The questions that a run answers, each with one table and one chart.

/// The dimension that varies. In the tour, all others stay as in `Shape.usual`, except that `values` has 64
/// variables.
package enum Chapter: String, CaseIterable, Sendable {
  case variables = "variables"
  case fanOut = "fan-out"
  case writes = "writes"
  case reads = "reads"
  case depth = "depth"
  case values = "bytes"

  /// The heading of the chapter.
  package var title: String {
    switch self {
    case .variables: "How many variables there are"
    case .fanOut: "How many children a request starts"
    case .writes: "How many variables each child writes"
    case .reads: "How many variables each child reads"
    case .depth: "How deep children start children"
    case .values: "How long the values are"
    }
  }

  /// The label of the axis.
  package var axis: String {
    switch self {
    case .variables: "variables that a request sees"
    case .fanOut: "children of a request"
    case .writes: "variables written by each child"
    case .reads: "variables read by each child"
    case .depth: "generations of children"
    case .values: "bytes of each value"
    }
  }

  /// The shapes of the tour.
  package var shapes: [Shape] {
    let usual = Shape.usual
    return switch self {
    case .variables: [1, 8, 64, 1_024].map { usual.with(variables: $0) }
    case .fanOut: [1, 4, 16, 64, 256].map { usual.with(fanOut: $0) }
    case .writes: [0, 1, 4].map { usual.with(writes: $0) }
    case .reads: [0, 8, 64].map { usual.with(reads: $0) }
    case .depth: [1, 2, 4, 6].map { usual.with(depth: $0) }
    // A typical long value, such as a UUID of 36 bytes or an address.
    case .values: [Shape.shortValue, 40].map { usual.with(variables: 64, valueLength: $0) }
    }
  }

  /// Where a shape stands on the axis.
  package func position(of shape: Shape) -> Int {
    switch self {
    case .variables: shape.variables
    case .fanOut: shape.fanOut
    case .writes: shape.writes
    case .reads: shape.reads
    case .depth: shape.depth
    case .values: shape.valueLength
    }
  }
}

extension Shape {
  /// The options that ask for this shape, except the number of variables, since a run may have several.
  var options: [String] {
    [
      "--fan-out", "\(fanOut)", "--writes", "\(writes)", "--reads", "\(reads)", "--depth", "\(depth)",
      "--value-length", "\(valueLength)",
    ]
  }

  /// A typical server, with a few variables and a few children.
  package static let usual = Shape(variables: 8, fanOut: 16, writes: 1, reads: 8)

  fileprivate func with(
    variables: Int? = nil, fanOut: Int? = nil, writes: Int? = nil, reads: Int? = nil, depth: Int? = nil,
    valueLength: Int? = nil
  ) -> Shape {
    Shape(
      variables: variables ?? self.variables, fanOut: fanOut ?? self.fanOut, writes: writes ?? self.writes,
      reads: reads ?? self.reads, depth: depth ?? self.depth, valueLength: valueLength ?? self.valueLength)
  }
}

extension Shape {
  /// The name in messages: the number of variables, and whatever differs from `usual`.
  package var name: String {
    var parts = ["\(variables) variable\(variables == 1 ? "" : "s")"]
    if fanOut != Shape.usual.fanOut { parts.append("\(fanOut) child\(fanOut == 1 ? "" : "ren")") }
    if writes != Shape.usual.writes { parts.append("\(writes) written") }
    if reads != Shape.usual.reads { parts.append("\(reads) read") }
    if depth != Shape.usual.depth { parts.append("\(depth) deep") }
    if valueLength != Shape.usual.valueLength { parts.append("values of \(valueLength) bytes") }
    return parts.joined(separator: ", ")
  }
}

/// A chapter with the shapes to play for it, or those that were played.
package struct Section: Equatable, Sendable {
  package let chapter: Chapter
  package let shapes: [Shape]

  package init(_ chapter: Chapter, _ shapes: [Shape]) {
    self.chapter = chapter
    self.shapes = shapes
  }
}
