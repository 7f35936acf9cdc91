// Only a redacted variable itself gives access to its value.
import ContextVars
import Synchronization
import Testing

@Suite struct RedactionTests {
  private static let word = ContextVar("word", default: "top secret default").redacted()
  private static let object = ContextVar("object", of: Object.self).redacted()
  private static let open = ContextVar("open", of: String.self)

  private final class Object: Sendable, CustomStringConvertible {
    let text: String
    init(_ text: String) { self.text = text }
    var description: String { text }
  }

  private static let context = Context(
    word.bound(to: "top secret"), object.bound(to: Object("top secret object")), open.bound(to: "plain"))

  /// Everything that people and programs can read in a value without knowing its type.
  private func everythingSaid(of value: Any) -> String {
    var dumped = ""
    dump(value, to: &dumped)
    return "\(value)\n\(String(reflecting: value))\n\(dumped)\n\(mirrored(value))"
  }

  private func mirrored(_ value: Any) -> String {
    Mirror(reflecting: value).children.map { "\($0.label ?? ""): \($0.value); \(mirrored($0.value))" }
      .joined()
  }

  @Test func `a redacted variable reads its own value`() throws {
    let context = Self.context
    #expect(context[Self.word] == "top secret" && context[Self.object]?.text == "top secret object")
    try context.run {
      #expect(Self.word.get() == "top secret")
      let token = try Self.word.set("other")
      #expect(token.oldValue == "top secret" && Self.word.get() == "other")
      try Self.word.reset(token)
      #expect(Self.word.get() == "top secret")
    }
    #expect(Self.word.get() == "top secret default" && Self.word.defaultValue == "top secret default")
    #expect(context != context.binding(Self.word, to: "other"), "its value is compared")
  }

  @Test func `none of the library's types reveals a redacted value`() throws {
    let context = Self.context
    let scope = ContextScope(context)
    let events = Mutex<[any Sendable]>([])
    let watches = [
      Self.word.watch { change in events.withLock { $0.append(change) } },
      Self.object.watch { change in events.withLock { $0.append(change) } },
      scope.watch { event in events.withLock { $0.append(event) } },
    ]
    var nouns: [Any] = [
      Self.word, AnyContextVar(Self.word), Self.word.bound(to: "top secret"),
      Self.object.bound(to: Object("top secret")),
      context, context.makeIterator(), context.startIndex, Array(context), scope, scope.snapshot,
      context.changes(since: .empty), Context.empty.changes(since: context),
      context.changes(since: context.binding(Self.word, to: "top secret too")), watches,
      Self.word.explanation,
    ]
    try scope.run {
      nouns.append(try Self.word.set("top secret three"))
      nouns.append(try Self.object.set(Object("top secret four")))
      nouns.append(Context.current)
    }
    Self.word.withValue("top secret five") {}
    _ = context.merging(
      changesFrom: context.binding(Self.word, to: "top secret six"),
      since: context.binding(Self.word, to: "top secret seven")
    ) { conflict in
      nouns.append(conflict)
      return .mine
    }
    do {
      _ = try ContextVar("unbound", of: String.self).redacted().get()
    } catch { nouns.append(error) }
    #expect(nouns.count == 20)
    let said = nouns + events.withLock { $0 }.map { $0 as Any }
    #expect(said.count >= 28, "each watcher has heard of what it watches")
    for noun in said {
      let text = everythingSaid(of: noun)
      #expect(!text.contains("top secret"), "\(type(of: noun))")
    }
  }

  @Test func `a redacted value is shown as redacted`() throws {
    #expect("\(Self.word)" == #"ContextVar("word", default: <redacted>)"#)
    #expect("\(Self.context)" == #"[object: <redacted>, open: "plain", word: <redacted>]"#)
    #expect(Self.context[AnyContextVar(Self.word)] is RedactedValue)
    #expect(Self.context.filter { $0.value is RedactedValue }.count == 2)
    #expect(AnyContextVar(Self.word).isRedacted && !AnyContextVar(Self.open).isRedacted)
  }

  @Test func `a change of a variable that is not redacted shows its values`() throws {
    let said = Mutex<[String]>([])
    let watch = Self.open.watch { change in
      said.withLock {
        $0 += ["\(change)", Mirror(reflecting: change).children.map { "\($0.value)" }.joined(separator: " ")]
      }
    }
    Self.open.withValue("a") {}
    watch.cancel()
    #expect(
      said.withLock { $0 } == [
        #"enter open: nil -> "a""#, #"enter nil Optional("a")"#, #"leave open: "a" -> nil"#,
        #"leave Optional("a") nil"#,
      ])
  }
}
