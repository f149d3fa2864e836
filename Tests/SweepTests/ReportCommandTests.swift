import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ReportCommandTests {
  @Test func `one file is written, the same bytes each time`() throws {
    let place = try Workplace.finished(.tiny)
    let outcome = try place.succeed("report", "results/tiny/")
    #expect(outcome.output == "results/tiny/report.html\n")
    #expect(outcome.errors == "")
    let page = try place.text(of: "results/tiny/report.html")
    #expect(page.hasPrefix("<!DOCTYPE html>\n") && page.hasSuffix("</html>\n"))
    #expect(!page.contains("src=") && !page.contains("<link"))
    #expect(try place.succeed("report", "results/tiny", "--output", "-").output == page)
    try place.succeed("report", "results/tiny", "--output", "other.html")
    #expect(try place.text(of: "other.html") == page)
  }

  @Test func `the page does not depend on the number of workers`() throws {
    let pages = try ["1", "2"].map { workers in
      let place = try Workplace(.tiny)
      try place.succeed("run", "tiny.cfg", "--workers", workers, "--quiet")
      return try place.succeed("report", "results/tiny", "--output", "-").output
    }
    #expect(pages[0] == pages[1])
  }

  @Test func `a run with --live ends with the page that report makes`() throws {
    let place = try Workplace(.tiny)
    let outcome = try place.succeed("run", "tiny.cfg", "--live", "--quiet")
    #expect(outcome.output.hasSuffix("\nresults/tiny/report.html\n"))
    let page = try place.text(of: "results/tiny/report.html")
    #expect(try place.succeed("report", "results/tiny", "--output", "-").output == page)
  }

  @Test func `a summary's page is written beside it`() throws {
    let place = try Workplace.finished(.tiny)
    try place.put(try place.text(of: "results/tiny/summary.csv"), in: "alone.csv")
    #expect(try place.succeed("report", "alone.csv").output == "report.html\n")
    #expect(try place.text(of: "report.html").contains("sweep rerun summary.csv"))
  }

  @Test(arguments: [
    (
      ["results/tiny", "--metric", "score"], "results/tiny/summary.csv: there is no column 'score'"
    ),
    (["results/tiny", "--output", ""], "Error: --output: the file has no name\n"),
    (["results/tiny", "--output", "no/such/page.html"], "no/such: No such file or directory\n"),
    (
      ["results/tiny", "--output", "results/tiny/summary.csv"],
      "--output results/tiny/summary.csv: this is a file of a results folder; name another\n"
    ),
    (["results/tiny", "--output", "/dev/full"], "/dev/full is not a regular file; '--output -'"),
    (["results/nothing"], "results/nothing: No such file or directory"),
    (["results/tiny", "--threshold", "inf"], "Error: --threshold inf: it has to be finite\n"),
  ])
  func `wrong options are refused, and nothing is written`(
    options: [String], message: String
  ) throws {
    let place = try Workplace.finished(.tiny)
    let before = place.names(in: "results/tiny")
    let outcome = try place.start(["report"] + options).finish()
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
    #expect(place.names(in: "results/tiny") == before)
  }

  @Test func `a page that cannot be written is told`() throws {
    let outcome = try Workplace.finished(.tiny).sweep(
      "report", "results/tiny", "--output", "results")
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains(" failed for results"))
  }

  @Test func `a shard cannot be shown live`() throws {
    let outcome = try Workplace(.tiny).sweep("run", "tiny.cfg", "--live", "--shard", "0/2")
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("Error: --live shows a whole run"))
  }
}
