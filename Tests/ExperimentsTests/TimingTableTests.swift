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
    first.add(trial: "a00000000000", started: 0, worker: 0, seconds: 1, steps: 10)
    first.add(trial: "b00000000000", started: 1, worker: 1, seconds: 1, steps: 10)
    try first.write(to: file)
    var second = try TimingTable(continuing: file)
    second.add(trial: "c00000000000", started: 0, worker: 0, seconds: 1, steps: 10)
    second.add(trial: "a00000000000", started: 1, worker: 0, seconds: 2, steps: 10)
    #expect(
      second.text == """
        trial,started,worker,seconds,steps_per_second
        b00000000000,1,1,1,10
        c00000000000,2,0,1,10
        a00000000000,3,0,2,5

        """)
  }

  @Test(arguments: [
    "", "nonsense", "HEAD\nb00000000000,b,c,d,e\n", "HEAD\nb00000000000,0,0,1\n",
    "HEAD\nb,0,0,1,1\n",
    "HEAD\nb00000000000,-1,0,1,1\n", "HEAD\nb00000000000,9223372036854775807,0,1,1\n",
    "HEAD\nb00000000000,0,0,1,1",
  ])
  func `a file that is not what was written is an error`(text: String) throws {
    let folder = try ScratchFolder()
    let heading = "trial,started,worker,seconds,steps_per_second"
    try folder.put(text.replacing("HEAD", with: heading), in: "timing.csv")
    #expect(throws: CSVError.self) { try TimingTable(continuing: folder.file("timing.csv")) }
    #expect(throws: FileError.self) { try TimingTable(continuing: folder.file("none")) }
  }
}
