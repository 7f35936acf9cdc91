// W3C Baggage: unknown members are passed on; malformed ones and those beyond the limits are dropped.
#if Tracing
  import ContextVarsTracing
  import Instrumentation
  import Testing

  @Suite struct BaggageTests {
    /// The baggage that a service without variables passes on for this header, and the problems it reports.
    private func handedOn(_ header: String) -> (String?, [ContextVarsInstrument.Problem]) {
      let problems = Problems()
      let instrument = ContextVarsInstrument(onProblem: problems.add)
      return (instrument.sent(instrument.received(Headers(["baggage": header])))["baggage"], problems.all)
    }

    @Test(arguments: [
      ("SomeKey=SomeValue", "SomeKey=SomeValue"), ("a=1,b=2", "a=1,b=2"), ("a=1,a=2", "a=1,a=2"),
      ("SomeKey \t = \t SomeValue \t , \t Other \t = \t Value \t ", "SomeKey=SomeValue,Other=Value"),
      ("k=v;prop,l=w;prop2", "k=v;prop,l=w;prop2"), ("k=v \t ; \t p=q \t , \t l=w ; r", "k=v;p=q,l=w;r"),
      ("k=v;p;q=1;r", "k=v;p;q=1;r"), ("k=v=equals", "k=v=equals"), ("k=", "k="), ("k=%", "k=%"), ("", nil),
      (",,", nil),
      ("k=%09%20%22%27%3B%3Dasdf%21%40%23", "k=%09%20%22%27%3B%3Dasdf%21%40%23"),
      ("!#$%&'*+-.^_`|~09azAZ=v", "!#$%&'*+-.^_`|~09azAZ=v"),
    ])
    func `unknown members are passed on without optional whitespace`(_ header: String, _ expected: String?) {
      #expect(handedOn(header).0 == expected && handedOn(header).1 == [])
    }

    @Test(arguments: [
      ("a=1,no equals,b=2", 1), ("a=1,=2,b=2", 1), ("a=1,k y=2,b=2", 1), ("a=1,k=a\"b,b=2", 1),
      ("a=1,k=a\\b,b=2", 1),
      ("a=1,k=\u{E9},b=2", 1), ("a=1,k=v;,b=2", 1), ("a=1,k=v;p q,b=2", 1), ("a=1,k=v;p=\",b=2", 1),
      ("a=1,k=a\u{0}b,b=2", 1),
      ("a=1,(=1,)=2,b=2", 2),
    ])
    func `a member that breaks a rule is left out and the rest stays`(_ header: String, _ count: Int) {
      #expect(handedOn(header) == ("a=1,b=2", [.malformedBaggage(members: count)]))
    }

    @Test func `64 members are passed on and no more`() {
      let members = (0..<64).map { "key\($0)=value" }
      #expect(handedOn(members.joined(separator: ",")) == (members.joined(separator: ","), []))
      let more = members + ["a=1", "b=2"]
      #expect(
        handedOn(more.joined(separator: ",")) == (
          members.joined(separator: ","), [.tooMuchBaggage(members: 2)]
        ))
    }

    @Test func `8,192 bytes are passed on and no more`() {
      let most = "k=" + String(repeating: "v", count: 8_190)
      #expect(handedOn(most) == (most, []))
      #expect(handedOn(most + "v") == (nil, [.tooMuchBaggage(members: 1)]))
      #expect(
        handedOn(most + "v,a=1") == ("a=1", [.tooMuchBaggage(members: 1)]),
        "a member that is too long does not keep out the next")
      let halves = "a=\(String(repeating: "v", count: 4_000)),b=\(String(repeating: "v", count: 4_186))"
      #expect(halves.utf8.count == 8_191 && handedOn(halves) == (halves, []))
    }

    @Test func `a header of a megabyte is read and at most 8,192 bytes are passed on`() {
      for part in [",", "a=1,", ";", "=", "%", "a;b;", " "] {
        let header = String(repeating: part, count: 1_000_000 / part.utf8.count)
        let handed = handedOn(header).0
        #expect((handed?.utf8.count ?? 0) <= 8_192)
      }
    }
  }
#endif
