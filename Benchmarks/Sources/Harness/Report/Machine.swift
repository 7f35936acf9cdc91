// The machine that the figures were measured on, without which they mean nothing.

/// The machine and the system that a run was measured on.
package struct Machine: Codable, Equatable, Sendable {
  package let cpu: String
  package let cores: Int
  package let memoryBytes: UInt64
  package let os: String
  package let arch: String
  /// The version of the compiler that built this program.
  package let swift: String

  enum CodingKeys: String, CodingKey {
    case cpu, cores, os, arch, swift
    case memoryBytes = "memory_bytes"
  }

  package init(cpu: String, cores: Int, memoryBytes: UInt64, os: String, arch: String, swift: String) {
    self.cpu = cpu
    self.cores = cores
    self.memoryBytes = memoryBytes
    self.os = os
    self.arch = arch
    self.swift = swift
  }
}
