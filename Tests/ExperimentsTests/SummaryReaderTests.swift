import Testing

@testable import Experiments

@Suite struct SummaryReaderTests {
  @Test func `a summary is read back as it was written`() throws {
    let folder = try ScratchFolder()
    let table = SummaryTableTests.table()
    try table.write(to: folder.file("summary.csv"))
    let read = try SummaryReader.read(folder.file("summary.csv"))
    #expect(read.rows.map(\.results) == table.rows.map(\.results))
    #expect(read.name == folder.file("summary.csv"))
    #expect(read.hyperparameters.map(\.name) == ["gamma", "batch_size", "network.hidden"])
    #expect(read.text == table.text)
  }

  @Test(arguments: [[], ["value_error"], ["regret"], ["value_error", "regret"]])
  func `columns that only some summaries have are read where they are`(names: [String]) throws {
    let fixed = ResultColumn.indices(finiteStates: false)
    let indices = fixed + names.map(ResultColumn.index)
    var row = SummaryRow(
      missing: "ffffffffffff", configuration: "ba9876543210", replicate: 1, seed: 42,
      hyperparameters: [.text("0.9")])
    for name in names { row[name] = .real(0.25) }
    let table = SummaryTable(
      resultIndices: indices, hyperparameters: [SummaryColumn(named: "gamma")], rows: [row])
    let read = try SummaryReader.table(in: table.text, file: "summary.csv")
    #expect(read == table)
  }

  @Test(arguments: [
    ("", "s.csv: it is empty"),
    ("trial,seed\n", "s.csv:1: column 2 should be 'configuration', and is 'seed'"),
    ("HEAD\nabc,1\n", "s.csv:2: it has 2 cells, and the heading 16"),
    (
      "HEAD\nID,ID,0,1,done,x,2,3,,,,,,,,\n",
      "s.csv:2: column 'episodes': 'x' is not a whole number from 0"
    ),
    (
      "HEAD\nID,ID,0,1,done,1,2,3,4,y,,,,,,\n",
      "s.csv:2: column 'return_best_100': 'y' is not a number"
    ),
    (
      "HEAD\nID,ID,0,1,over,1,2,3,,,,,,,,\n",
      "s.csv:2: column 'status': 'over' is none of done, failed and missing"
    ),
    (
      "HEAD\nID,ID,0,-1,done,1,2,3,,,,,,,,\n",
      "s.csv:2: column 'seed': '-1' is not a whole number from 0"
    ),
    (
      "HEAD\n../../x,ID,0,1,done,1,2,3,,,,,,,,\n",
      "s.csv:2: column 'trial': '../../x' is not 12 hexadecimal digits"
    ),
    (
      "HEAD\nID,,0,1,done,1,2,3,,,,,,,,\n",
      "s.csv:2: column 'configuration': '' is not 12 hexadecimal digits"
    ),
    (
      "HEAD\nID,ID,0,1,done,1,-2,3,,,,,,,,\n",
      "s.csv:2: column 'steps': '-2' is not a whole number from 0"
    ),
    (
      "HEAD\nID,ID,0,1,done,1,2,3,nan,,,,,,,\n",
      "s.csv:2: column 'return_last_100': 'nan' is not a number"
    ),
    (
      "HEAD\nID,ID,0,1,done,1,2,3,,,,,,0123,,\n",
      "s.csv:2: column 'weights_sha256': '0123' is not 64 hexadecimal digits"
    ),
    (
      "HEAD\nID,ID,0,1,done,1,2,3,,,,,,,,\nID,ID,1,1,done,1,2,3,,,,,,,,\n",
      "s.csv:3: column 'trial': '0123456789ab' is in line 2 too"
    ),
    ("\u{1B}[2Jtrial\n", "s.csv:1: column 1 should be 'trial', and is '\u{FFFD}[2Jtrial'"),
    ("HEAD,gamma\n", "s.csv:1: two columns have the same name"),
  ])
  func `a mistake is named with its line and column`(text: String, message: String) {
    let heading =
      ResultColumn.indices(finiteStates: false).map { ResultColumn.all[$0].name }.joined(
        separator: ",") + ",gamma"
    let error = #expect(throws: CSVError.self) {
      try SummaryReader.table(
        in: text.replacing("HEAD", with: heading).replacing("ID", with: "0123456789ab"),
        file: "s.csv")
    }
    #expect(error?.description == message)
  }
}
