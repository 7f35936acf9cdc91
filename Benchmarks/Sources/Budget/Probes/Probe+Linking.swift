// Measures a program that links the library and binds nothing, beside the same program without the library.

import Foundation
import Harness

extension Probe {
  static let linking = Probe("linking") { () throws(RunFailure) in
    let programs = [
      ("without", try ChildProcess(besides: "idle-unlinked")),
      ("with", try ChildProcess(besides: "idle-linked")),
    ]
    return programs.flatMap { name, program in
      [
        Side("task \(name)") { calls throws(RunFailure) in
          // Each process starts at least this many tasks, and reads the clock itself.
          let tasks = max(calls, 20_000)
          let answer = try await program.run(["\(tasks)"], purpose: "a program \(name) the library")
          guard let nanoseconds = Double(answer.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw RunFailure(
              "a program \(name) the library answered '\(answer)' instead of a number of nanoseconds")
          }
          return nanoseconds / Double(tasks) * Double(calls)
        },
        Side("start \(name)") { calls throws(RunFailure) in
          // Starts one process, however many calls were requested, and scales its time.
          let start = Clock.now()
          _ = try await program.run(["1"], purpose: "a program \(name) the library")
          return Clock.nanoseconds(since: start) * Double(calls)
        },
      ]
    }
  }
}
