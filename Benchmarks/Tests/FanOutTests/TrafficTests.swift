// Tests that generated traffic is reproducible, and that it differs where the checks depend on differences.

import Harness
import Testing

@testable import FanOut

@Suite("Generated traffic")
struct TrafficTests {
  @Test
  func `is the same for the same seed, and differs for another seed`() {
    let first = GeneratedTraffic.requests(count: 50, seed: 1)
    #expect(first == GeneratedTraffic.requests(count: 50, seed: 1))
    #expect(first != GeneratedTraffic.requests(count: 50, seed: 2))
    #expect(
      GeneratedTraffic.serverValues(count: 9, seed: 1) != GeneratedTraffic.serverValues(count: 9, seed: 2))
  }

  @Test
  func `begins with the same requests however many there are`() {
    #expect(
      GeneratedTraffic.requests(count: 10, seed: 1)
        == Array(GeneratedTraffic.requests(count: 100, seed: 1).prefix(10)))
  }

  @Test
  func `gives every request a different path, and keeps a bounded number of requests`() {
    let requests = GeneratedTraffic.requests(count: 1_000_000, seed: 1)
    #expect(requests.count == GeneratedTraffic.poolSize)
    #expect(Set(requests.map { $0.fields[0] }).count == requests.count)
    #expect(requests.count > Workload.requestsInFlight)
  }

  @Test(arguments: [15, 40])
  func `consists of strings of the requested length`(length: Int) {
    let requests = GeneratedTraffic.requests(count: GeneratedTraffic.poolSize, length: length, seed: 3)
    let values =
      requests.flatMap { request in [0, 3, 4, 5].map { request.fields[$0] } }
      + GeneratedTraffic.serverValues(count: 10_000, length: length, seed: 3)
      + GeneratedTraffic.childValues(row: Workload.childValueRows - 1, count: 10_000, length: length, seed: 3)
    #expect(values.filter { $0.utf8.count != length } == [])
  }

  @Test
  func `gives the server and every child unique values`() {
    let shape = Fixture.shape(variables: 100, fanOut: 16, writes: 3)
    let workload = Fixture.workload(shape, requests: 10)
    let values = workload.serverValues + workload.childValues.flatMap { $0 }
    #expect(workload.serverValues.count == 94)
    #expect(workload.childValues.allSatisfy { $0.count == 48 })
    #expect(workload.childValues.count > Workload.requestsInFlight)
    #expect(Set(values).count == values.count)
  }
}

@Suite("The numbering of variables")
struct ShapeTests {
  @Test
  func `gives the request at most six variables, the server the rest, and the children those that follow`() {
    let large = Fixture.shape(variables: 8, writes: 2)
    #expect(large.ownVariables == 0..<6)
    #expect(large.serverVariables == 6..<8)
    #expect(large.childVariables == 8..<10)
    let small = Fixture.shape(variables: 1, writes: 1)
    #expect(small.ownVariables == 0..<1)
    #expect(small.serverVariables.isEmpty)
    #expect(small.childVariables == 1..<2)
  }

  @Test
  func `lets a child read the request's fields first, then the server's variables in turn`() {
    let shape = Fixture.shape(variables: 8, reads: 9)
    #expect((0..<9).map { shape.variable(forRead: $0, ofChild: 0) } == [0, 1, 2, 3, 4, 5, 6, 7, 6])
    #expect((0..<9).map { shape.variable(forRead: $0, ofChild: 1) } == [0, 1, 2, 3, 4, 5, 7, 6, 7])
    let few = Fixture.shape(variables: 2, reads: 5)
    #expect((0..<5).map { few.variable(forRead: $0, ofChild: 3) } == [0, 1, 0, 1, 0])
  }

  @Test
  func `covers every variable if there are enough reads`() {
    let shape = Fixture.shape(variables: 64, reads: 64)
    for child in [0, 1, 57, 1000] {
      #expect(Set((0..<64).map { shape.variable(forRead: $0, ofChild: child) }) == Set(0..<64))
    }
  }
}
