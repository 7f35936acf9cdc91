// Starts a worker for each parcel, and passes it the current task's context in its environment.
import ContextVarsTracing
import Foundation
import Subprocess
import Tracing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Runs a limited number of workers at once.
actor Workers {
  private let path: FilePath
  private var free = 8
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Uses the worker of the same build as this program.
  init() {
    path = FilePath(
      URL(fileURLWithPath: Bundle.main.executablePath ?? "").deletingLastPathComponent()
        .appendingPathComponent("Worker").path)
  }

  /// Runs a worker and returns its output.
  func pack() async throws -> String {
    await take()
    defer { giveBack() }
    var environment = ["PATH": "/usr/bin:/bin"]
    InstrumentationSystem.instrument.inject(
      .current ?? .topLevel, into: &environment, using: EnvironmentInjector())
    let result = try await run(
      .path(path),
      environment: .custom(
        Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(rawValue: $0.key)!, $0.value) })),
      output: .string(limit: 4_096), error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
    guard result.terminationStatus.isSuccess else {
      throw WorkerFailure(status: "\(result.terminationStatus)")
    }
    return result.standardOutput.trimmingCharacters(in: .newlines)
  }

  private func take() async {
    if free > 0 { return free -= 1 }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func giveBack() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

struct WorkerFailure: Error { let status: String }
