import Testing

@testable import Experiments

@Suite struct TrialSelectionTests {
  private let selection = TrialSelection(
    among: [
      .init(trial: "aa1111111111", configuration: "cc1111111111"),
      .init(trial: "aa2222222222", configuration: "cc1111111111"),
      .init(trial: "bb1111111111", configuration: "aa3333333333"),
      .init(trial: "dd1111111111", configuration: nil),
    ], in: "results/x")

  @Test func `an id and its beginning choose the same trial`() throws {
    #expect(try selection.trials(["aa1111111111"]) == ["aa1111111111"])
    #expect(try selection.trials(["aa1"]) == ["aa1111111111"])
    #expect(try selection.trials(["d"]) == ["dd1111111111"])
  }

  @Test func `a configuration chooses all its seeds, each trial once`() throws {
    #expect(try selection.trials(["cc"]) == ["aa1111111111", "aa2222222222"])
    #expect(try selection.trials(["aa2", "cc"]) == ["aa2222222222", "aa1111111111"])
  }

  @Test func `what could mean several things lists them`() {
    let error = #expect(throws: TrialSelectionError.self) { try selection.trials(["aa"]) }
    #expect(
      error?.description
        == "'aa' is ambiguous in results/x: trial aa1111111111, trial aa2222222222, "
        + "configuration aa3333333333")
    #expect(error?.exitStatus == .wrongInput)
  }

  @Test(arguments: ["", "e", "aa1111111111f", "../x"])
  func `what chooses nothing is said`(text: String) {
    let error = #expect(throws: TrialSelectionError.self) { try selection.trials([text]) }
    #expect(
      error?.description.hasPrefix("results/x holds no trial or configuration '\(text)'") == true)
  }
}
