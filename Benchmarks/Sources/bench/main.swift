import CMeasurement
import Cases
import Foundation

let usage = """
  usage: bench [--core N] [--filter TEXT] [--repeats N]   the table of Benchmarks/README.md
         bench trial [--core N] [--steps N]               one trial as JSON, for peers/run
         bench trial --case NAME [--core N] [--steps N]   a case of the table as JSON, for peers/run
  """

/// Ends the program with a message about its arguments.
func refuse(_ message: String) -> Never {
  FileHandle.standardError.write(Data("bench: \(message)\n\(usage)\n".utf8))
  exit(64)
}

/// The value after an option.
func value(_ option: String, _ arguments: inout [String]) -> String {
  guard !arguments.isEmpty else { refuse("\(option) needs a value") }
  return arguments.removeFirst()
}

/// The number after an option.
func number(_ option: String, _ arguments: inout [String], least: Int) -> Int {
  let text = value(option, &arguments)
  guard let number = Int(text), number >= least else {
    refuse("\(option) takes a number from \(least) on, not '\(text)'")
  }
  return number
}

var arguments = Array(CommandLine.arguments.dropFirst())
var report = Report()
var steps = 500_000
var caseName: String?
var core = Int(measurement_core(0))
let isTrial = arguments.first == "trial"
if isTrial { arguments.removeFirst() }
while !arguments.isEmpty {
  let option = arguments.removeFirst()
  switch option {
  case "--core": core = number(option, &arguments, least: -1)
  case "--steps" where isTrial: steps = number(option, &arguments, least: 1)
  case "--case" where isTrial: caseName = value(option, &arguments)
  case "--filter" where !isTrial: report.filter = value(option, &arguments)
  case "--repeats" where !isTrial: report.repeats = number(option, &arguments, least: 3)
  case "--help", "-h":
    print(usage)
    exit(0)
  default: refuse("'\(option)' is no argument")
  }
}
// A case that shares its work among threads is not to be held on one core.
report.isPinned = core >= 0
guard core < 0 || measurement_pin(Int32(core)) else { refuse("there is no core \(core) to run on") }

#if DEBUG
  let build = "debug build, as `swift run` makes it"
#else
  let build = "release build"
#endif
if let caseName {
  guard let found = cases.first(where: { $0.name == caseName }) else {
    refuse("there is no case '\(caseName)' in this build")
  }
  let timed = try TimedCase(try found.make(), count: steps)
  print(
    """
    {"name": "sweep, \(build)", "steps": \(steps), "seconds": \(timed.seconds), \
    "cpu_seconds": \(timed.cpuSeconds), "compile_seconds": 0}
    """)
} else if isTrial {
  let trial = TimedTrial(steps: steps)
  print(
    """
    {"name": "sweep, \(build)", "steps": \(trial.steps), "seconds": \(trial.seconds), \
    "cpu_seconds": \(trial.cpuSeconds), "compile_seconds": 0, \
    "steps_per_second": \(Double(trial.steps) / trial.seconds), \
    "mean_episode_length": \(trial.meanEpisodeLength)}
    """)
} else {
  try report.print()
}
