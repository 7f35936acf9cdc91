// Runs gnuplot, which draws better charts than our own code would.

import Foundation
import Subprocess

package enum Gnuplot {
  /// Whether gnuplot is on PATH.
  package static func isInstalled() async -> Bool {
    (try? await Executable.name("gnuplot").resolveExecutablePath(in: .inherit)) != nil
  }

  /// Runs `script`, whose terminal is svg, and returns the SVG.
  package static func draw(_ script: String) async throws(RunFailure) -> String {
    let failure: String
    do {
      // `-d` ignores the user's settings, so that the chart is the same everywhere.
      let result = try await Subprocess.run(
        .name("gnuplot"), arguments: ["-d", "-"], input: .string(script),
        output: .string(limit: 1 << 24), error: .string(limit: 1 << 16))
      let svg = result.standardOutput
      // gnuplot reports an error in a script that it reads from a pipe, but may still exit with status 0.
      if result.terminationStatus.isSuccess, svg.contains("</svg>") { return svg }
      failure = result.standardError.split(whereSeparator: \.isNewline).joined(separator: " ")
    } catch {
      failure = "\(error)"
    }
    throw RunFailure(
      "gnuplot could not draw the chart: \(failure); it needs its svg terminal (version 5 or later)")
  }
}
