// Runs programs of the harness in `Fuzz`, which checks the engine against a model. At the first difference it
// prints the rule that is broken and ends the process.
import CHamtFuzz
import Foundation
import TestSupport
import Testing

@Suite struct FuzzCorpusTests {
  @Test func `every program of the corpus agrees with the model`() throws {
    // To find the program that fails: `Scripts/fuzz 1`, then `.build-fuzz/fuzzer Fuzz/Corpus/*`.
    let corpus = URL(filePath: #filePath).appending(path: "../../../Fuzz/Corpus").standardizedFileURL
    let programs = try FileManager.default.contentsOfDirectory(at: corpus, includingPropertiesForKeys: nil)
    #expect(!programs.isEmpty)
    var figures = chamt_fuzz_figures()
    for program in programs { run([UInt8](try Data(contentsOf: program)), adding: &figures) }
    #expect(figures.faults > 0)
    #expect(figures.entries > 0)
  }

  @Test func `random programs agree with the model`() {
    var generator = SeededGenerator.printingSeed(of: "random programs")
    fflush(nil)  // An abort would lose the buffered seed.
    var figures = chamt_fuzz_figures()
    while figures.steps < 20_000 {
      let length = Int.random(in: 0..<4_096, using: &generator)
      run((0..<length).map { _ in UInt8.random(in: 0...(.max), using: &generator) }, adding: &figures)
    }
    #expect(figures.faults > 0)
    #expect(figures.entries > 0)
  }

  private func run(_ program: [UInt8], adding figures: inout chamt_fuzz_figures) {
    program.withUnsafeBufferPointer { chamt_fuzz_run($0.baseAddress, $0.count, &figures) }
  }
}
