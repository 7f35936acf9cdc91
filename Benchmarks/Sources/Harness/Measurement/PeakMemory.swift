// The peak memory of a process, which each system reports in its own way.

#if canImport(Darwin)
  import Darwin
#else
  import Foundation
  import Glibc
#endif

package enum PeakMemory {
  /// The largest resident size so far, in bytes.
  ///
  /// On Linux, `getrusage` would return the parent's peak if that was larger, because the maximum is
  /// passed on when a process starts another program. `VmHWM` counts only this program's memory.
  package static func ofThisProcess() -> Int {
    #if !canImport(Darwin)
      if let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
        let kibibytes = highWaterMark(inStatus: status)
      {
        return kibibytes * 1024
      }
    #endif
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss)
    #else
      getrusage(RUSAGE_SELF.rawValue, &usage)
      return Int(usage.ru_maxrss) * 1024
    #endif
  }

  /// The kibibytes in a line such as `VmHWM:     1234 kB`; nil if there is no such line.
  package static func highWaterMark(inStatus status: String) -> Int? {
    for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
      return line.split(separator: " ").lazy.compactMap { Int($0) }.first
    }
    return nil
  }
}
