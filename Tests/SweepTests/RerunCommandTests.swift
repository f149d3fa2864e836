import Testing

@Suite(.timeLimit(.minutes(2)))
struct RerunCommandTests {
  let place: Workplace

  init() throws {
    place = try .finished(.tiny)
    try place.put(try place.text(of: "results/tiny/summary.csv"), in: "alone.csv")
    try place.remove("results")
    try place.remove("tiny.cfg")
  }

  @Test func `a row is run again from the CSV file alone`() throws {
    let row = try place.text(of: "alone.csv").split(separator: "\n")[1].split(separator: ",")
    let output = try place.succeed("rerun", "alone.csv", "--trial", String(row[0].prefix(7))).output
    let hashes = row.filter { $0.count == 64 }
    #expect(output == "IDENTICAL \(row[0])  weights \(hashes[0])  result \(hashes[1])\n")
    #expect(place.names() == ["alone.csv"])
    let all = try place.succeed("rerun", "alone.csv", "--all", "--workers", "2").output
    #expect(all.hasSuffix("\nIDENTICAL: all 4 trials\n"))
  }

  @Test func `cells that differ are named with both values`() throws {
    var lines = try place.text(of: "alone.csv").split(separator: "\n").map(String.init)
    var cells = lines[2].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let right = cells[5]
    cells[5] = "999"
    lines[2] = cells.joined(separator: ",")
    try place.put(lines.joined(separator: "\n") + "\n", in: "changed.csv")
    let outcome = try place.sweep("rerun", "changed.csv", "--all")
    #expect(outcome.status == 1)
    let printed = outcome.output.split(separator: "\n")
    #expect(printed[1] == "DIFFERS   \(cells[0])  episodes 999 (stored), \(right) (again)")
    #expect(printed.last == "DIFFERENT: 1 of 4 trials")
  }

  @Test func `a trial has to be named, and to be there`() throws {
    let nothing = try place.sweep("rerun", "alone.csv")
    #expect(nothing.status == 64)
    #expect(nothing.errors.hasPrefix("Error: give either --trial or --all\n"))
    let other = try place.sweep("rerun", "alone.csv", "--trial", "zz")
    #expect(other.status == 64)
    #expect(other.errors == "alone.csv holds no trial or configuration 'zz'\n")
    let file = try place.sweep("rerun", "no.csv", "--all")
    #expect(file.status == 64)
    #expect(file.errors == "no.csv: No such file or directory\n")
  }
}
