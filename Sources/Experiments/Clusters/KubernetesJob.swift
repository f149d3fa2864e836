import Hashing

/// An Indexed Job of Kubernetes that runs an experiment: one index for each shard.
///
/// The pods share a volume for the results. A pod that ends with status 75, at its time limit, or
/// is evicted, is started again and goes on from its checkpoints.
public struct KubernetesJob: Sendable {
  /// What the user chose beside the experiment file.
  public struct Options: Sendable {
    /// The container's image, which has `sweep` in its `PATH`.
    public var image: String
    /// The name of the PersistentVolumeClaim for the results.
    public var claim: String
    /// The number of shards; `nil` for what fits the trials.
    public var shards: Int?
    /// Pods at a time; `nil` for all.
    public var atOnce: Int?
    /// Trials at a time in each pod.
    public var workers = 1
    /// The memory of a pod, as Kubernetes writes it; `nil` for what the plan says.
    public var memory: String?
    /// The time after which a pod writes its checkpoints and ends, to be started again.
    public var time: SlurmTime?

    /// Options with the two that have no default.
    public init(image: String, claim: String) { (self.image, self.claim) = (image, claim) }
  }

  private let experiment: Experiment
  private let options: Options
  /// How the trials are spread over indices.
  public let plan: ArrayPlan

  /// The indices that a job can have if pods are counted by index.
  private static let mostIndices = 100_000
  /// What a name may have, less what is put behind it.
  private static let longestName = 50
  private static let hashDigits = 6

  /// Plans a job; no results are looked at, since they are in the cluster.
  ///
  /// - Throws: `ArrayPlanError`, `WorkerBudgetError`.
  public init(_ experiment: Experiment, options: Options) throws {
    self.experiment = experiment
    self.options = options
    plan = try ArrayPlan(
      of: MissingTrials(of: experiment, done: []), trialCount: experiment.trialCount,
      requested: options.shards, workers: options.workers, largestArray: Self.mostIndices)
  }

  /// Two documents for `kubectl apply -f -`: a ConfigMap with the experiment file, and the Job.
  public var manifest: String {
    let memory = options.memory ?? "\(plan.mebibytes)Mi"
    var arguments = [
      "run", "/experiment/\(experiment.name).cfg", "--results", "/results", "--shard",
      "auto/\(plan.shards)", "--workers", "\(plan.workers)", "--quiet",
    ]
    if let time = options.time { arguments += ["--time-limit", time.text] }
    return """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: \(name)
      data:
        \(experiment.name).cfg: \(YAMLText.value(experiment.resolvedText, indentation: 4))
      ---
      apiVersion: batch/v1
      kind: Job
      metadata:
        name: \(name)
      spec:
        completionMode: Indexed
        completions: \(plan.shards)
        parallelism: \(min(options.atOnce ?? plan.shards, plan.shards))
        backoffLimitPerIndex: 3
        podFailurePolicy:
          rules:
          # Wrong arguments are wrong for every index.
          - action: FailJob
            onExitCodes:
              containerName: sweep
              operator: In
              values: [64]
          # A failed trial has its file, and would fail again.
          - action: FailIndex
            onExitCodes:
              containerName: sweep
              operator: In
              values: [1]
          # Stopped at its time limit, or by a signal: it goes on from its checkpoints.
          - action: Ignore
            onExitCodes:
              containerName: sweep
              operator: In
              values: [75, 143]
          - action: Ignore
            onPodConditions:
            - type: DisruptionTarget
              status: "True"
        template:
          spec:
            restartPolicy: Never
            terminationGracePeriodSeconds: 120
            containers:
            - name: sweep
              image: \(YAMLText.quoted(options.image))
              command: [sweep]
              args: [\(arguments.map(YAMLText.quoted).joined(separator: ", "))]
              resources:
                requests: {cpu: "\(plan.workers)", memory: \(YAMLText.quoted(memory))}
                limits: {cpu: "\(plan.workers)", memory: \(YAMLText.quoted(memory))}
              volumeMounts:
              - {name: experiment, mountPath: /experiment, readOnly: true}
              - {name: results, mountPath: /results}
            volumes:
            - name: experiment
              configMap: {name: \(name)}
            - name: results
              persistentVolumeClaim: {claimName: \(YAMLText.quoted(options.claim))}

      """
  }

  /// The experiment's name as Kubernetes takes one: letters, digits and hyphens.
  ///
  /// Where that is not the name itself, the beginning of its hash tells it from others.
  private var name: String {
    let name = "sweep-" + experiment.name
    let plain = String(name.map { $0 == "." || $0 == "_" ? "-" : $0 })
    if plain == name, name.count <= Self.longestName, !name.hasSuffix("-") { return name }
    let hash = SHA256.hash(Array(experiment.name.utf8)).hexadecimal.prefix(Self.hashDigits)
    return String(plain.prefix(Self.longestName - Self.hashDigits - 1)) + "-" + hash
  }
}

/// A value of YAML.
enum YAMLText {
  /// The text between double quotes.
  static func quoted(_ text: String) -> String {
    var quoted = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "\"": quoted += "\\" + String(scalar)
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return "\"" + quoted + "\""
  }

  /// A text of lines as a block that reads as it was; quoted if a block would change it: one that
  /// begins with a space, ends without a line's end or with several, or has other ends of lines.
  static func value(_ text: String, indentation: Int) -> String {
    let isPlain =
      text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isLineBreak && $0 != "\t" }
      && !text.hasPrefix(" ") && !text.hasPrefix("\n") && text.hasSuffix("\n")
      && !text.hasSuffix("\n\n")
    guard isPlain else { return quoted(text) }
    let margin = String(repeating: " ", count: indentation)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    return "|\n" + lines.map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
  }
}
