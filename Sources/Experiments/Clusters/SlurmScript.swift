/// The batch scripts that run an experiment as an array of jobs.
struct SlurmScript {
  /// What the user asks of Slurm beside the array.
  struct Requests: Equatable, Sendable {
    /// The partition; `nil` for the cluster's default.
    var partition: String?
    /// The time of one task; `nil` for the partition's default.
    var time: SlurmTime?
    /// The memory of one task as Slurm writes it.
    var memory: String
    /// Tasks at a time; `nil` for as many as there are nodes for.
    var atOnce: Int?
    /// More options of `sbatch`, such as `--account=lab`.
    var options: [String] = []
  }

  /// The experiment's name.
  let name: String
  /// The results folder, absolute.
  let folder: ResultsFolder
  /// The folder that holds it, absolute.
  let results: String
  /// The program's file, absolute.
  let program: String
  let plan: ArrayPlan
  let requests: Requests
  /// Whether trials that failed before are run again.
  let retryFailed: Bool

  /// The script of every task.
  ///
  /// It ends in `exec`, so that signals reach the program and not a shell that waits for it.
  var task: String {
    let atOnce = requests.atOnce.map { "%\($0)" } ?? ""
    var options = [
      "--job-name=\(name)", "--array=\(plan.taskRanges)\(atOnce)", "--nodes=1", "--ntasks=1",
      "--cpus-per-task=\(plan.workers)", "--mem=\(requests.memory)", "--requeue",
      "--open-mode=append",
    ]
    if let time = requests.time { options.append("--time=\(time.text)") }
    options.append(output("%A_%a"))
    var words = [
      "run", ShellWord.quoted(folder.experimentFile), "--results", ShellWord.quoted(results),
      "--shard", "\"$SLURM_ARRAY_TASK_ID/\(plan.shards)\"", "--workers", "\(plan.workers)",
      "--time-limit", "auto", "--requeue", "--quiet",
    ]
    if retryFailed { words.append("--retry-failed") }
    return script(options) + "exec \(ShellWord.quoted(program)) " + words.joined(separator: " ")
      + "\n"
  }

  /// The script of the job that makes the summary when all tasks have ended.
  ///
  /// It writes the report too. Its exit status is 1 if trials are missing, and the summary then has
  /// those that are there.
  var summary: String {
    let program = ShellWord.quoted(program)
    let folder = ShellWord.quoted(folder.path)
    let options = [
      "--job-name=\(name)-summary", "--nodes=1", "--ntasks=1", "--mem=\(requests.memory)",
      output("%j-summary"),
    ]
    return script(options) + """
      status=0
      \(program) merge \(folder) || status=$?
      if [ "$status" = 1 ]; then \(program) merge \(folder) --partial; fi
      \(program) report \(folder) || status=$?
      exit "$status"

      """
  }

  private func script(_ options: [String]) -> String {
    var options = options
    if let partition = requests.partition { options.insert("--partition=\(partition)", at: 1) }
    options += requests.options
    return "#!/bin/bash\n" + options.map { "#SBATCH \($0)\n" }.joined()
  }

  /// Where Slurm writes what a job prints; `pattern` has Slurm's own symbols.
  private func output(_ pattern: String) -> String {
    let path = folder.slurmFolder.replacing("%", with: "%%") + "/" + pattern + ".out"
    return "--output=" + (path.contains(" ") ? "\"\(path)\"" : path)
  }
}

/// A word of a shell script.
enum ShellWord {
  /// The text as one word that stands for itself.
  static func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "/._-+=:,@%".utf8.contains(byte)
      }
    }
    return plain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
