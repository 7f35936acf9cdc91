// crawler.py in Swift, function by function, with the same output.
import ContextVars
import Dispatch

let site = [
  "/": ["/docs", "/blog"],
  "/blog": ["/docs", "/gone"],
  "/docs": ["/docs/rules"],
  "/docs/rules": ["/docs"],
]

enum Crawl {
  static let id = ContextVar("crawl-id", of: String.self)
  static let agent = ContextVar("agent", default: "crawler")
  static let path = ContextVar("path", default: [String]())
}

struct NotFound: Error {}

func line(_ event: String) -> String {
  let path = Crawl.path.get().joined(separator: " > ")
  return "\(Crawl.id.get(default: "-")) \(Crawl.agent.get()) \(path.isEmpty ? "-" : path): \(event)"
}

/// The links of the page at the end of the path.
func fetch() async throws -> [String] {
  await Task.yield()
  let path = Crawl.path.get()
  guard let links = path.last.flatMap({ site[$0] }) else { throw NotFound() }
  return links.filter { !path.contains($0) }
}

/// Runs in a task with a context of its own: its parent and siblings do not see the values that it sets.
func visit(_ url: String) async throws -> [String] {
  try Crawl.path.set(Crawl.path.get() + [url])
  let links: [String]
  do {
    links = try await fetch()
  } catch is NotFound {
    return [line("not found")]
  }
  return try await gather(links, visit).reduce([line("\(links.count) to visit")], +)
}

/// Runs in its caller's task, so it restores the values that it sets. (`withValue` would need no token.)
func robots() async throws -> String {
  let token = try Crawl.agent.set("robots")
  defer { try? Crawl.agent.reset(token) }
  await Task.yield()
  return line("may crawl")
}

/// Runs `work` on a queue, in `context`.
func later(_ context: Context, _ work: @escaping @Sendable () -> String) async -> String {
  await withCheckedContinuation { continuation in
    DispatchQueue.global().async(context: context) { continuation.resume(returning: work()) }
  }
}

func preview(_ url: String) throws -> String {
  try Crawl.path.set([url])
  return line("previewed")
}

func crawl(_ id: String, _ start: String) async throws -> [String] {
  try Crawl.id.set(id)
  var lines = [try await robots()]
  let before = Context.current
  try Crawl.agent.set("archiver")
  lines += try await Task(context: .current) { try await visit(start) }.value
  lines.append(try Context.current.run { try preview("/draft") })
  lines.append(await later(before) { line("reported") })
  return lines + [line("done")]
}

/// Like `asyncio.gather`: runs each operation in its own task, and returns the results in order.
///
/// Python starts every task with a copy of the context; here `context: .current` asks for it.
func gather<Input: Sendable>(
  _ inputs: [Input], _ body: @escaping @Sendable (Input) async throws -> [String]
) async throws -> [[String]] {
  try await withThrowingTaskGroup(of: (Int, [String]).self) { group in
    for (index, input) in inputs.enumerated() {
      group.addTask(context: .current) { (index, try await body(input)) }
    }
    var results = [[String]](repeating: [], count: inputs.count)
    for try await (index, lines) in group { results[index] = lines }
    return results
  }
}

@main
enum Main {
  static func main() async throws {
    let crawls = [("c-1", "/"), ("c-2", "/blog")]
    for lines in try await gather(crawls, { id, start in try await crawl(id, start) }) {
      print(lines.joined(separator: "\n"))
    }
    do {
      _ = try Crawl.id.get()
    } catch {
      print(line("outside, a crawl has no id"))
    }
  }
}
