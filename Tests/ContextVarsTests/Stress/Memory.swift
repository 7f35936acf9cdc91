// How much memory the process holds, and how fast that grows.
import CTestSupport
import Foundation

/// The memory of this process, in bytes.
struct Memory: CustomStringConvertible {
  /// The bytes that the allocator has handed out; 0 if it does not say.
  var heap = 0.0
  /// The bytes that the kernel has given the process; 0 if it does not say.
  var resident = 0.0

  var description: String { String(format: "heap %.2f MB, resident %.2f MB", heap / 1e6, resident / 1e6) }

  /// The memory at this moment.
  static var now: Memory {
    var memory = Memory()
    memory.heap = Double(ctest_allocated_bytes())
    // Linux: the second number is the count of resident pages.
    if let pages = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1] {
      memory.resident = Double(pages)! * Double(getpagesize())
    }
    return memory
  }

  /// The average growth from one measurement to the next: the slope of the least-squares line.
  static func slope(of measured: some Collection<Memory>) -> Slope {
    func slope(_ values: [Double]) -> Double {
      let middle = Double(values.count - 1) / 2
      let squares = values.indices.reduce(0) { $0 + (Double($1) - middle) * (Double($1) - middle) }
      let products = zip(values.indices, values).reduce(0) { $0 + (Double($1.0) - middle) * $1.1 }
      return squares == 0 ? 0 : products / squares
    }
    return Slope(heap: slope(measured.map(\.heap)), resident: slope(measured.map(\.resident)))
  }

  /// Growth in bytes from one measurement to the next.
  struct Slope: CustomStringConvertible {
    let heap: Double
    let resident: Double

    var description: String {
      String(format: "each minute heap %+.1f KiB, resident %+.1f KiB", heap / 1024, resident / 1024)
    }
  }
}
