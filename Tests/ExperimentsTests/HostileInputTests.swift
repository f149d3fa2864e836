import DeepQ
import Foundation
import HDF5
import Testing

@testable import Experiments

/// Inputs that were damaged or made to do damage: a clear error, or an input that is valid as it
/// stands, and no crash or hang.
@Suite struct HostileInputTests {
  private static let patience = 5.0

  @Test func `experiment files`() throws {
    let samples = [sample, preamble + "grid: {gamma: [0.9, 0.99]}\n"].map { Array($0.utf8) }
    let tokens = [
      "[", "]", "{", "}", "&a ", "*a", "<<: ", "!!int ", "- ", ": ", "? ", "|\n", ">\n", "\"", "'",
      "#", "\t", "\u{FEFF}", "---\n", "...\n", "%YAML 9.9\n", "1e999999999", "-1", "0x10",
      "99999999999999999999", "linspace(0, 1, 1000000000000)", "logspace(1e-300, 1e300, 9)",
      "range(0, 9223372036854775807)", "nan", ".inf", "~", "null", "../../x", "grid:\n", "base:\n",
      "zip:\n", "when:\n", "exclude:\n", "steps: 1000000000\n", "seeds: {count: 1000000000}\n",
    ]
    var mutations = Mutations(seed: 1)
    var verdicts = Verdicts()
    for round in 0..<Mutations.count(1_000) {
      let bytes = mutations.mutate(samples[round % samples.count], tokens: tokens)
      verdicts.note {
        do throws(ConfigurationErrors) {
          let experiment = try Experiment(bytes: bytes, name: "hostile.cfg")
          #expect(ExperimentName.isValid(experiment.name))
          #expect((1...experiment.run.maxTrials).contains(experiment.trialCount))
          // A file that is taken for good can be run: its trials can be told and read back.
          let last = experiment.specification(at: experiment.trialCount - 1)
          let text = CanonicalText.text(of: last)
          #expect((try? CanonicalText.trial(from: text, name: "text")) == last)
          _ = Trial.bytesNeeded(by: last)
          return true
        } catch {
          #expect(!error.description.isEmpty)
          return false
        }
      }
    }
    verdicts.tell("experiment files")
    #expect(verdicts.refused > 0 && verdicts.longest < Self.patience)
  }

  @Test func `summaries`() throws {
    let scratch = try ScratchFolder()
    let text = try scratch.run(try ExperimentSamples.diverging()).summary.text
    let tokens = [
      ",", "\"", "\n", "\r\n", "\r", "-1", "1e999", "nan", "99999999999999999999", ";",
      "9223372036854775807", "\u{2028}", "\u{1B}[2J",
    ]
    var mutations = Mutations(seed: 2)
    var verdicts = Verdicts()
    for _ in 0..<Mutations.count(500) {
      let bytes = mutations.mutate(Array(text.utf8), tokens: tokens)
      try AtomicFile.write(bytes, to: scratch.file("hostile.csv"))
      verdicts.note {
        do {
          let table = try SummaryReader.read(scratch.file("hostile.csv"))
          let source = ReportSource(summary: table)
          if let ranking = try? Ranking(source) {
            _ = RankingText(ranking).text
            _ = try RankingFormats(ranking).json()
          }
          if let scores = try? ScoreTable(source, metric: "evaluation_return") {
            _ =
              ComparisonText(
                try Comparison(files: [scores, scores])
              ).text
          }
          _ = try? ExactComparison(table, table).text
          // Nothing is dropped, made up or read as something else.
          let again = try SummaryReader.table(in: table.text, file: "again")
          #expect(again.text == table.text)
          return true
        } catch {
          #expect(error is CSVError || error is FileError)
          return false
        }
      }
    }
    verdicts.tell("summaries")
    #expect(verdicts.refused > 0 && verdicts.longest < Self.patience)
  }

  @Test func `trials' files`() throws {
    let record = TrialSamples.record()
    let original = try record.fileImage(named: "hostile.h5")
    let scratch = try ScratchFolder()
    var mutations = Mutations(seed: 3)
    var verdicts = Verdicts()
    for _ in 0..<Mutations.count(1_000) {
      let bytes = mutations.mutate(original, tokens: [])
      try Data(bytes).write(to: URL(filePath: scratch.file("hostile.h5")))
      verdicts.note {
        do {
          let read = try TrialRecord.read(from: scratch.file("hostile.h5"))
          // Bytes that nothing depends on may change; values may not.
          #expect(read.record == record.record)
          return true
        } catch {
          #expect(error is HDF5Error || error is TrialFileError || error is FileError)
          return false
        }
      }
    }
    verdicts.tell("trials' files")
    #expect(verdicts.refused > 0 && verdicts.longest < Self.patience)
  }

  @Test func `checkpoints`() throws {
    let experiment = try ExperimentSamples.tiny(set: ["steps=1000", "n_step=2"])
    let specification = experiment.specification(at: 0)
    var trial = Trial(specification)
    trial.advance(steps: 100)
    let checkpoint = trial.checkpoint()
    let transitions = trial.save(transitions: checkpoint.transitions)
    var mutations = Mutations(seed: 4)
    var verdicts = Verdicts()
    for round in 0..<Mutations.count(500) {
      // As a forger would: the hashes of the file are right, so they are left out.
      var parts = [checkpoint.state, transitions]
      parts[round % 2] = mutations.mutate(parts[round % 2], tokens: [])
      verdicts.note {
        var rest: [UInt8]? = parts[1]
        guard
          var restored = try? Trial(
            specification, state: parts[0], nextTransitions: { rest.take() })
        else { return false }
        restored.advance(steps: 2_000)
        _ = restored.result()
        return true
      }
    }
    verdicts.tell("checkpoints")
    #expect(verdicts.refused > 0 && verdicts.longest < Self.patience)
  }
}
