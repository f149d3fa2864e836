import Testing

@Suite(.timeLimit(.minutes(2)))
struct InspectCommandTests {
  @Test func `every trial is named, or those after one`() throws {
    let place = try Workplace.finished(.tiny)
    let trials = place.trials(in: "results/tiny")
    let all = try place.succeed("inspect", "results/tiny").output
    #expect(all == trials.map { $0 + "\n" }.joined())
    let rest = try place.succeed("inspect", "results/tiny", trials[1]).output
    #expect(rest == trials.dropFirst(2).map { $0 + "\n" }.joined())
  }

  @Test func `a file that is damaged harms nobody`() throws {
    let place = try Workplace.finished(.tiny)
    try place.put("not HDF5", in: "results/tiny/trials/\(place.trials(in: "results/tiny")[0]).h5")
    #expect(try place.succeed("inspect", "results/tiny").output.split(separator: "\n").count == 4)
  }
}
