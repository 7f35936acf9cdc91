// Tests the command line: the error for each bad value, and the defaults.

import ArgumentParser
import Foundation
import Harness
import Testing

@testable import FanOut

@Suite("The command line")
struct SettingsTests {
  private func settings(_ arguments: [String]) throws -> Settings {
    try #require(FanOutCommand.parseAsRoot(arguments) as? FanOutCommand).settings()
  }

  @Test
  func `has the documented defaults`() throws {
    let settings = try settings([])
    #expect(settings.variables == [8, 64, 1024])
    #expect(settings.sections.map(\.chapter) == [.variables])
    let shape = try #require(settings.sections.first?.shapes.first)
    #expect(shape == Shape(variables: 8, fanOut: 16, writes: 1, reads: 8))
    #expect(settings.seconds == 10)
    #expect(settings.seed == GeneratedTraffic.defaultSeed)
    #expect(settings.strategies == StrategyName.allCases)
    let stage = settings.stage(shape, requestsInTrace: nil)
    #expect(stage.requestsPerSlice * 16 == 1_600 && stage.requests == 0 && stage.seconds == 10)
  }

  @Test
  func `plays a whole log, or a given number of tasks, with one variable for each field`() throws {
    let whole = try settings(["--trace", "access.log"])
    #expect(whole.variables == [6])
    let stage = whole.stage(.usual, requestsInTrace: 1234)
    #expect(stage.requests == 1234 && stage.seconds == 10)
    let part = try settings(["--trace", "access.log", "--tasks", "33", "--variables", "6,9"])
    #expect(part.variables == [6, 9])
    let some = part.stage(.usual, requestsInTrace: 1234)
    #expect(some.requests == 3, "33 tasks are 3 requests of 16, the last one whole")
    #expect(some.requestsPerSlice == 3 && some.seconds == 0)
  }

  @Test
  func `always runs both ways to use the library, and bare`() throws {
    #expect(
      try settings(["--strategies", "task-local"]).strategies == [
        .contextVars, .contextVarsBind, .taskLocal, .bare,
      ])
    #expect(
      try settings(["--strategies", "bare, dictionary-copy"]).strategies == [
        .contextVars, .dictionaryCopy, .contextVarsBind, .bare,
      ])
  }

  @Test(arguments: [
    (["--tasks", "0"], "--tasks '0': must be a whole number from 1 to 100000000"),
    (["--tasks", "-1"], "--tasks '-1': must be a whole number"),
    (["--tasks", "1e5"], "--tasks '1e5': must be a whole number"),
    (["--tasks", "99999999999999999999"], "must be a whole number"),
    (["--variables", "0"], "--variables '0': must be a whole number from 1 to 65536"),
    (["--variables", "65537"], "from 1 to 65536"),
    (["--variables", ""], "--variables '': a list needs a value"),
    (["--variables", "8,"], "a list needs a value"),
    (["--variables", "8,64,8"], "8 is there twice"),
    (["--variables", "8,08"], "08 is there twice"),
    (["--fan-out", "0"], "--fan-out '0': must be a whole number from 1 to 1024"),
    (["--writes", "65"], "--writes '65': must be a whole number from 0 to 64"),
    (["--reads", "none"], "--reads 'none': must be a whole number"),
    (["--seconds", "0"], "--seconds '0': must be a whole number from 1 to 3600"),
    (["--seed", "-1"], "--seed '-1': must be a whole number from 0"),
    (
      ["--strategies", "fast"], "--strategies 'fast': there is no such strategy; choose from contextvars, "
    ),
    (["--strategies", ""], "--strategies '': a list needs a value"),
    (["--strategies", "bare,bare"], "bare is there twice"),
    (["--html", "page.txt"], "--html 'page.txt': the report is a page; give a name that ends in .html"),
    (["--svg", "a.png"], "--svg 'a.png': the chart is an SVG file; give a name that ends in .svg"),
    (["--json", "a.svg", "--svg", "./a.svg"], "--svg names the same file"),
    (["--json", "a.html", "--html", "./a.html"], "--html names the same file"),
    (["--tour", "--variables", "8"], "--tour plays shapes of its own"),
    (["--tour", "--trace", "a.log"], "--tour plays shapes of its own"),
    (["--depth", "65"], "--depth '65': must be a whole number from 1 to 64"),
    (["--value-length", "14"], "--value-length '14': must be a whole number from 15 to 1000"),
    (["--trace", "a.log", "--json", "a.log"], "--trace names the same file"),
    (
      ["--trace", "a.log", "--variables", "5"],
      "--variables 5: with --trace every number must be at least 6"
    ),
  ])
  func `refuses a bad value and says which are good`(arguments: [String], message: String) throws {
    let error = try #require(throws: UsageError.self) { try settings(arguments) }
    #expect(error.description.contains(message))
    #expect(error.description.contains(";"), "a remedy follows the rule")
    #expect(!error.description.contains("\n"))
  }

  @Test
  func `varies one dimension per chapter of the tour; each chapter shares a shape with the first`() throws {
    let tour = try settings(["--tour", "--seconds", "3", "--seed", "9", "--strategies", "task-local"])
    #expect(tour.sections.map(\.chapter) == Chapter.allCases)
    let first = Set(tour.sections[0].shapes)
    #expect(first.contains(.usual))
    #expect(tour.sections.allSatisfy { !first.isDisjoint(with: $0.shapes) })
    #expect(
      tour.command
        == "fanout --tour --strategies contextvars,contextvars-bind,task-local,bare --seconds 3 --seed 9")
    for section in tour.sections {
      let positions = section.shapes.map(section.chapter.position)
      #expect(positions == positions.sorted() && Set(positions).count == positions.count)
    }
  }

  @Test
  func `gives a command that measures the same, without the folders of this machine`() throws {
    let original = try settings([
      "--trace", "/some/folder/access.log", "--variables", "9", "--json", "results/x.json",
    ])
    #expect(
      original.command
        == "fanout --variables 9 --fan-out 16 --writes 1 --reads 8 --depth 1 --value-length 15 --seconds 10 --seed \(original.seed) --trace access.log"
    )
    let again = try settings(original.command.split(separator: " ").dropFirst().map(String.init))
    #expect(again.sections == original.sections)
    #expect(again.seed == original.seed)
  }

  @Test
  func `finds out before a run whether a file can be written, and leaves no trace of that`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fanout-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let good = folder.appendingPathComponent("good.json").path
    try OutputFile(option: "--json", path: good).checkWritable()
    #expect(!FileManager.default.fileExists(atPath: good))
    try Data("kept".utf8).write(to: URL(fileURLWithPath: good))
    try OutputFile(option: "--json", path: good).checkWritable()
    #expect(try String(contentsOfFile: good, encoding: .utf8) == "kept")
    for bad in [folder.path, folder.appendingPathComponent("none/x.json").path, ""] {
      #expect(throws: UsageError.self) { try OutputFile(option: "--json", path: bad).checkWritable() }
    }
  }

  @Test
  func `writes through links and into pipes and devices, and does not replace them`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fanout-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (file, link, pipe) = (folder.path + "/file", folder.path + "/link", folder.path + "/pipe")
    func type(_ path: String) throws -> FileAttributeType? {
      try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    }
    try Data("old".utf8).write(to: URL(fileURLWithPath: file))
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    try OutputFile(option: "--json", path: link).checkWritable()
    try OutputFile(option: "--json", path: link).write(Data("new".utf8))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "new" && type(link) == .typeSymbolicLink)

    try #require(mkfifo(pipe, 0o600) == 0)
    let reader = open(pipe, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try OutputFile(option: "--json", path: pipe).checkWritable()
    try OutputFile(option: "--json", path: pipe).write(Data("new".utf8))
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(read(reader, &bytes, 8) == 3 && bytes.prefix(3) == ArraySlice("new".utf8))

    try OutputFile(option: "--json", path: "/dev/null").checkWritable()
    try OutputFile(option: "--json", path: "/dev/null").write(Data("new".utf8))
    #expect(try type("/dev/null") == .typeCharacterSpecial)
  }

  @Test
  func `refuses a log that is not there, is a folder or has no request in it`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fanout-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = folder.appendingPathComponent("no.log").path
    try Data("just text\n".utf8).write(to: URL(fileURLWithPath: text))
    let messages = [
      (folder.path, "a directory"), (folder.path + "/none", "there is no such file"),
      (text, "no line of it is in the combined log format (line 1: "),
    ]
    for (path, message) in messages {
      let error = try #require(throws: UsageError.self) { try AccessLog(path: path) }
      #expect(error.description.contains(message))
    }
  }
}
