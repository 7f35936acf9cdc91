// Describes the machine that this program runs on.

import Foundation

extension Machine {
  package static func current() -> Machine {
    let process = ProcessInfo.processInfo
    return Machine(
      cpu: cpuName() ?? "unknown \(architecture) CPU", cores: Processor.count,
      memoryBytes: process.physicalMemory, os: process.operatingSystemVersionString, arch: architecture,
      swift: compiler)
  }

  private static func cpuName() -> String? {
    #if canImport(Darwin)
      var size = 0
      sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0)
      guard size > 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: size)
      guard sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0) == 0 else { return nil }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    #else
      // Arm kernels report no "model name".
      guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return nil }
      let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
      return line?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
    #endif
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "arm64"
    #else
      "other"
    #endif
  }

  /// A program cannot ask for the version of its compiler, only whether it is at least some version.
  private static var compiler: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }
}
