/// What Slurm says of the tasks of a submitted experiment.
public struct SlurmQueue: Equatable, Sendable {
  /// A task that has not ended.
  struct Task: Equatable, Sendable {
    /// The job and the task's number in it, such as `42_3`.
    var id: String
    /// Slurm's word, such as `PENDING` or `RUNNING`.
    var state: String
    /// The node that it runs on; empty if it does not run.
    var node: String
    /// Why it does not run, such as `Resources`; `None` if it does.
    var reason: String

    init(id: String, state: String, node: String, reason: String) {
      (self.id, self.state, self.node, self.reason) = (id, state, node, reason)
    }

    /// Reads a line of `squeue --format=%i|%T|%N|%r`.
    init?(line: String) {
      let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 4, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
      self.init(id: parts[0], state: parts[1], node: parts[2], reason: parts[3])
    }
  }

  /// The job's id.
  public let job: String
  /// The tasks that wait or run; `nil` if Slurm could not be asked.
  let tasks: [Task]?
  /// Why Slurm could not be asked.
  let problem: String?

  init(job: String, tasks: [Task]?, problem: String? = nil) {
    (self.job, self.tasks, self.problem) = (job, tasks, problem)
  }

  /// Asks about the job to which an experiment was submitted last; `nil` if it never was.
  public init?(of folder: ResultsFolder, slurm: Slurm = Slurm()) {
    guard let submission = SlurmJob.last(in: folder) else { return nil }
    do {
      self.init(job: submission.job, tasks: try slurm.tasks(of: submission.job))
    } catch {
      self.init(job: submission.job, tasks: nil, problem: "\(error)")
    }
  }

  /// How many tasks are in each of Slurm's states, with the nodes or the reasons; in the order of
  /// the states' first tasks.
  var counts: [(state: String, count: Int, details: [String])] {
    var counts: [(state: String, count: Int, details: [String])] = []
    for task in tasks ?? [] {
      let state = task.state.lowercased()
      let detail = task.node.isEmpty ? task.reason : task.node
      let known = counts.firstIndex { $0.state == state }
      let index = known ?? counts.endIndex
      if known == nil { counts.append((state, 0, [])) }
      counts[index].count += 1
      if !detail.isEmpty, detail != "None", !counts[index].details.contains(detail) {
        counts[index].details.append(detail)
      }
    }
    return counts
  }

  private static let detailsToName = 4

  /// For example `job 42: 3 running (node1, node2), 20 pending (Resources)`.
  public var text: String {
    if let problem { return "job \(job): not known (\(problem))" }
    let states = counts.map { state, count, details in
      let more = details.count > Self.detailsToName ? ", ..." : ""
      let named = details.prefix(Self.detailsToName).joined(separator: ", ") + more
      return "\(count) \(state)" + (named.isEmpty ? "" : " (\(named))")
    }
    return "job \(job): " + (states.isEmpty ? "no task left" : states.joined(separator: ", "))
  }
}
