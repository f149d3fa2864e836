import Testing

@testable import Experiments

struct GridGeneratorTests {
  @Test(arguments: [
    ("logspace(1e-4, 1e-2, 3)", [1e-4, 1e-3, 1e-2]),
    ("logspace(1, 1024, 11)", [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]),
    ("logspace(1e-2,1e-5,4)", [1e-2, 1e-3, 1e-4, 1e-5]),
    // 10^(1/2), 10^(1/3) and 10^(2/3) to six digits.
    ("logspace(1, 10, 3)", [1, 3.16228, 10]),
    ("logspace(1, 10, 4)", [1, 2.15443, 4.64159, 10]),
    ("logspace(0.12345678, 0.7654321, 2)", [0.12345678, 0.7654321]),
    ("linspace(0.1, 0.5, 5)", [0.1, 0.2, 0.3, 0.4, 0.5]),
    ("linspace(-0.3, 0.3, 7)", [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]),
    ("linspace(1, 0, 3)", [1, 0.5, 0]),
    ("linspace(0, 1, 4)", [0, 0.33333333333333, 0.66666666666667, 1]),
    ("linspace(1e-9, 3e-9, 3)", [1e-9, 2e-9, 3e-9]),
    // 14 decimals up to 9.5, then 13.
    ("linspace(0, 9, 4)", [0, 3, 6, 9]),
    ("linspace(8, 9, 4)", [8, 8.33333333333333, 8.66666666666667, 9]),
    ("linspace(8.6, 9.6, 4)", [8.6, 8.9333333333333, 9.2666666666667, 9.6]),
    ("range(1, 4)", [1, 2, 3]), ("range(0.1, 0.4, 0.1)", [0.1, 0.2, 0.3]),
    ("range(10, 0, -5)", [10, 5]), ("range(0, 1, 0.25)", [0, 0.25, 0.5, 0.75]),
    ("range(32, 129, 32)", [32, 64, 96, 128]), ("range( 1k , 3k , 1k )", [1000, 2000]),
  ])
  func `a generator gives the numbers that a person would write`(text: String, values: [Double])
    throws
  {
    #expect(try GridGenerator.values(of: text) == values)
  }

  @Test(arguments: [
    "logspace(0, 1, 3)", "logspace(-1, 1, 3)", "logspace(1, 10, 1)", "logspace(1, 10)",
    "logspace(1, 1, 3)", "linspace(1, 2, 2.5)", "linspace(1, 2, 1e9)", "linspace(a, 2, 3)",
    "linspace()", "linspace(1,,3)", "linspace(2, 2, 2)", "linspace(-1e308, 1e308, 3)", "range(1)",
    "range(1, 1)", "range(1, 2, 0)", "range(1, 2, -1)", "range(0, 1e9)", "geomspace(1, 2, 3)",
    "logspace(1e-300, 1e300, 3)", "(1, 2, 3)",
  ])
  func `a wrong call is refused`(text: String) {
    #expect(throws: ValueProblem.self) { try GridGenerator.values(of: text) }
  }

  @Test func `values increase whatever the count`() throws {
    for count in [2, 3, 10, 1000] {
      for name in ["linspace", "logspace"] {
        let values = try GridGenerator.values(of: "\(name)(0.5, 50, \(count))")
        #expect(values.count == count)
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
        #expect(values.first == 0.5 && values.last == 50)
      }
    }
  }
}
