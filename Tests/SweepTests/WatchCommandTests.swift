import DeepQ
import Experiments
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct WatchCommandTests {
  @Test func `a grid, its policy and an episode are printed`() throws {
    let place = try Workplace()
    try place.put(
      """
      name: cells
      environment: {id: GridWorld-v1, map: [S..*]}
      algorithm: value-iteration
      base: {gamma: 0.5}
      evaluate: {episodes: 1}
      """, in: "cells.cfg")
    try place.succeed("run", "cells.cfg")
    let trial = try #require(place.trials(in: "results/cells").first)
    let outcome = try place.succeed("watch", "results/cells/trials/\(trial).h5")
    #expect(outcome.errors.isEmpty)
    #expect(
      outcome.output == """
        GridWorld-v1, value-iteration, trial \(trial)

        map and policy
        S . . *    → → → *

        values
        -1.75  -1.5    -1     *

        episode 1  cell 1,1
        step 1  cell 1,2  action right  reward -1  return -1
        step 2  cell 1,3  action right  reward -1  return -2
        step 3  cell 1,4  action right  reward -1  return -3
        IDENTICAL \(trial)  1 of 1 returns of the evaluation after step 0

        """)
  }

  @Test func `CartPole is played, and its returns are the stored ones`() throws {
    let place = try Workplace.finished(.tiny)
    let trial = place.trials(in: "results/tiny")[0]
    let lines = try place.succeed("watch", "results/tiny/trials/\(trial).h5", "--episodes", "2")
      .output.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("episode ") } == 2)
    #expect(lines.last?.hasPrefix("IDENTICAL \(trial)  ") == true)
  }

  @Test func `a return that is not the stored one is told`() throws {
    let place = try Workplace.finished(.tiny)
    let file = "results/tiny/trials/\(place.trials(in: "results/tiny")[0]).h5"
    var record = try TrialRecord.read(from: place.path + "/" + file)
    let last = record.result.evaluations.count - 1
    let right = record.result.evaluations[last].returns[0]
    record.result.evaluations[last].returns[0] = right + 1
    try record.write(to: place.path + "/" + file)
    let outcome = try place.sweep("watch", file)
    #expect(outcome.status == 1)
    let end =
      "first differs in episode 1: return \(shortest(right + 1)) (stored), "
      + "\(shortest(right)) (again)\n"
    #expect(outcome.output.hasSuffix(end), "\(outcome.output.suffix(200))")
  }

  @Test(arguments: [["--seed", "5"], ["--epsilon", "0.5"]])
  func `other episodes are not compared`(options: [String]) throws {
    let place = try Workplace.finished(.tiny)
    let trial = place.trials(in: "results/tiny")[0]
    let outcome = try place.start(["watch", "results/tiny/trials/\(trial).h5"] + options).finish()
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\nNOT COMPARED \(trial)  "))
  }

  @Test(arguments: [
    ["--episodes", "0"], ["--delay", "61"], ["--epsilon", "1.1"], ["--seed", "-1"],
    ["--video", "a.gif", "--delay", "0"], ["--theme", "green"],
  ])
  func `options are checked`(options: [String]) throws {
    #expect(try Workplace().start(["watch", "a.h5"] + options).finish().status == 64)
  }

  // MARK: - Videos

  /// Makes a video with a script in the place of `ffmpeg`; `nil` for none.
  private func video(
    _ script: String?, to file: String, of trial: String? = nil, in place: Workplace,
    options: [String] = []
  ) throws -> SweepProgram.Outcome {
    try place.put("before", in: "a.gif")
    let programs = place.path + "/programs"
    try FileManager.default.createDirectory(
      atPath: programs, withIntermediateDirectories: true)
    if let script {
      // The last argument is the file to write.
      try place.put("#!/bin/sh\nfor file; do :; done\n\(script)\n", in: "programs/ffmpeg")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: programs + "/ffmpeg")
    }
    let trial =
      try trial ?? "results/tiny/trials/\(#require(place.trials(in: "results/tiny").first)).h5"
    return try RunningSweep(
      "/usr/bin/env",
      ["PATH=\(programs)", SweepProgram.path(), "watch", trial, "--video", file] + options,
      in: place
    ).finish()
  }

  @Test func `a video is made of the images, and the returns are printed`() throws {
    let place = try Workplace.finished(.tiny)
    let outcome = try video("/bin/cat > $file", to: "a.gif", in: place)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let words = outcome.output.split(separator: "\n")
    #expect(words.count == 3)
    #expect(words[0].hasPrefix("a.gif: ") && words[0].hasSuffix(" frames of 632x348, 50 a second"))
    let frames = try #require(Int(words[0].split(separator: " ")[1]))
    #expect(try place.bytes(of: "a.gif").count == frames * 632 * 348 * 3)
    #expect(words[1].hasPrefix("episode 1  steps \(frames - 50)  return "))
    #expect(words[2].hasPrefix("IDENTICAL "))
  }

  /// Hashes are looked at as pictures when they are recorded: `ffmpeg` makes some of a video.
  @Test func `the same trial and options give the recorded images`() throws {
    let place = try Workplace.finished(.tiny)
    try place.put(
      """
      name: cells
      environment: {id: GridWorld-v1, map: [S.#, ..*]}
      algorithm: value-iteration
      evaluate: {episodes: 1}
      """, in: "cells.cfg")
    try place.succeed("run", "cells.cfg")
    var text = ""
    for name in ["tiny", "cells"] {
      let trial = try #require(place.trials(in: "results/\(name)").first)
      for theme in ["dark", "light"] {
        let outcome = try video(
          "/usr/bin/sha256sum > $file", to: "a.gif", of: "results/\(name)/trials/\(trial).h5",
          in: place, options: ["--theme", theme])
        #expect(outcome.status == 0, "\(outcome.errors)")
        text += try "\(name) \(theme) \(place.text(of: "a.gif").prefix(64))\n"
      }
    }
    try Snapshot.expect(text, named: "watch-images")
  }

  @Test func `without ffmpeg it is said what to install`() throws {
    let place = try Workplace.finished(.tiny)
    let outcome = try video(nil, to: "a.gif", in: place)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("apt-get install ffmpeg"))
    #expect(try place.text(of: "a.gif") == "before")
  }

  @Test func `what ffmpeg says is passed on`() throws {
    let place = try Workplace.finished(.tiny)
    let outcome = try video("echo 'Unknown encoder' >&2; exit 1", to: "a.gif", in: place)
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains("ffmpeg failed for a.gif: Unknown encoder"))
    #expect(try place.text(of: "a.gif") == "before")
  }

  @Test func `another format, or a file of the results, is refused`() throws {
    let place = try Workplace.finished(.tiny)
    #expect(try video("exit 0", to: "a.avi", in: place).status == 64)
    #expect(try video("exit 0", to: "no/a.gif", in: place).status == 64)
  }
}
