import Testing

@testable import Experiments

@Suite struct TimingTableTests {
  @Test func `rows stand in the order of starting`() {
    var table = TimingTable()
    table.add(trial: "b", started: 1, worker: 1, seconds: 2, steps: 500)
    table.add(trial: "a", started: 0, worker: 0, seconds: 1.23456, steps: 0)
    #expect(
      table.text == """
        trial,started,worker,seconds,steps_per_second
        a,0,0,1.235,0
        b,1,1,2,250

        """)
  }

  @Test func `a resumed run keeps the rows of trials that it does not run`() throws {
    let folder = try ScratchFolder()
    let file = folder.file("timing.csv")
    var first = TimingTable()
    first.add(trial: "a", started: 0, worker: 0, seconds: 1, steps: 10)
    first.add(trial: "b", started: 1, worker: 1, seconds: 1, steps: 10)
    try first.write(to: file)
    var second = try TimingTable(continuing: file)
    second.add(trial: "c", started: 0, worker: 0, seconds: 1, steps: 10)
    second.add(trial: "a", started: 1, worker: 0, seconds: 2, steps: 10)
    #expect(
      second.text == """
        trial,started,worker,seconds,steps_per_second
        b,1,1,1,10
        c,2,0,1,10
        a,3,0,2,5

        """)
  }

  @Test(arguments: ["", "nonsense", "trial,started,worker,seconds,steps_per_second\na,b,c,d,e\n"])
  func `a file that is not what was written is an error`(text: String) throws {
    let folder = try ScratchFolder()
    try folder.put(text, in: "timing.csv")
    #expect(throws: CSVError.self) { try TimingTable(continuing: folder.file("timing.csv")) }
    #expect(throws: FileError.self) { try TimingTable(continuing: folder.file("none")) }
  }
}
