// Reads a file of results, for a comparison.

package import Foundation
package import Harness

/// The parts of a file written by `--json` that a comparison needs.
package struct Results: Decodable, Sendable {
  package struct Row: Decodable, Sendable {
    /// The strategy and the shape that were measured.
    package struct Subject: Hashable, Sendable, CustomStringConvertible {
      package var strategy: String
      package let shape: Shape

      package var description: String { "\(strategy), \(shape.name)" }
    }

    package let subject: Subject
    package let cost: Estimate
    /// The time of the whole task, in nanoseconds of processor time.
    package let whole: Double

    enum CodingKeys: String, CodingKey {
      case strategy, variables, writes, reads, depth
      case fanOut = "fan_out"
      case valueLength = "value_length"
      case cost = "context_cpu_ns_per_task"
      case whole = "cpu_ns_per_task"
    }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      subject = Subject(
        strategy: try container.decode(String.self, forKey: .strategy),
        shape: Shape(
          variables: try container.decode(Int.self, forKey: .variables),
          fanOut: try container.decode(Int.self, forKey: .fanOut),
          writes: try container.decode(Int.self, forKey: .writes),
          reads: try container.decode(Int.self, forKey: .reads),
          depth: try container.decode(Int.self, forKey: .depth),
          valueLength: try container.decode(Int.self, forKey: .valueLength)))
      cost = try container.decode(Estimate.self, forKey: .cost)
      whole = try container.decode(Double.self, forKey: .whole)
      // The name is printed unescaped, so it must be printable ASCII. An interval that ends before it begins
      // would not overlap itself.
      guard subject.strategy.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        throw DecodingError.dataCorruptedError(
          forKey: .strategy, in: container, debugDescription: "This is not the name of a strategy.")
      }
      guard cost.low <= cost.median, cost.median <= cost.high else {
        throw DecodingError.dataCorruptedError(
          forKey: .cost, in: container, debugDescription: "The median is not within its interval.")
      }
    }
  }

  /// The rows of every strategy but `bare`, which the costs are relative to.
  package let rows: [Row]
  /// The time of `bare`, by subject.
  private let bare: [Row.Subject: Double]

  /// The time of `bare` at the shape of `subject`, which shows how fast the machine was then; nil if `bare`
  /// was not measured there.
  package func pace(at subject: Row.Subject) -> Double? {
    var subject = subject
    subject.strategy = StrategyName.bare.rawValue
    return bare[subject]
  }

  private enum CodingKeys: String, CodingKey { case rows }

  private struct Version: Decodable { let version: Int? }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let all = try container.decode([Row].self, forKey: .rows)
    guard Set(all.map(\.subject)).count == all.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .rows, in: container, debugDescription: "A row occurs twice.")
    }
    rows = all.filter { $0.subject.strategy != StrategyName.bare.rawValue }
    bare = Dictionary(
      uniqueKeysWithValues: all.filter { $0.subject.strategy == StrategyName.bare.rawValue }.map {
        ($0.subject, $0.whole)
      })
  }

  /// Reads the file at `path`. Throws if it cannot be read, or holds no results in this program's version of
  /// the format.
  package init(path: String) throws(UsageError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw UsageError(
        "'\(path)': there is no such file, or it cannot be read; give one that 'fanout --json' has written")
    }
    try self.init(data, path: path)
  }

  /// Decodes the contents of a file; only messages use its `path`. Throws as `init(path:)` does.
  package init(_ data: Data, path: String) throws(UsageError) {
    do {
      let version = try JSONDecoder().decode(Version.self, from: data).version
      guard version == Report.version else {
        throw UsageError(
          "'\(path)': it has version \(version.map(String.init) ?? "1") of the format, and this program reads "
            + "\(Report.version); measure again")
      }
      self = try JSONDecoder().decode(Results.self, from: data)
    } catch let error as UsageError {
      throw error
    } catch {
      throw UsageError(
        "'\(path)': these are not results of fanout; give a file that 'fanout --json' has written")
    }
  }
}
