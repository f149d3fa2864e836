/// Names that other programs have for what this one does not have.
///
/// They are not typing errors: the nearest name of ours would be something else.
enum ForeignNames {
  private static let all: Set<String> = [
    // Optimisers.
    "adabelief", "adadelta", "adafactor", "adagrad", "adamax", "adamw", "amsgrad", "asgd", "ftrl",
    "lamb", "lars", "lbfgs", "lion", "muon", "nadam", "nadamw", "radam", "rprop", "sgdw",
    "sparseadam",
    "yogi",
    // Algorithms.
    "a2c", "a3c", "acktr", "actor-critic", "ddpg", "dreamer", "dreamerv3", "fqf", "impala", "iqn",
    "muzero", "ppo", "r2d2", "reinforce", "sac", "td3", "trpo",
    // Losses.
    "cross_entropy", "mae", "l1", "smooth_l1",
    // Environments.
    "bipedalwalker", "bipedalwalkerhardcore", "blackjack", "carracing", "halfcheetah", "hopper",
    "humanoid", "humanoidstandup", "inverteddoublependulum", "invertedpendulum", "lunarlander",
    "lunarlandercontinuous", "mountaincarcontinuous", "pendulum", "pusher", "reacher", "swimmer",
    "walker2d",
  ]

  /// Whether a text is such a name, in any case, with or without the version of an environment.
  static func contains(_ text: String) -> Bool {
    let name = text.lowercased()
    if all.contains(name) { return true }
    guard let dash = name.lastIndex(of: "-"), name[dash...].hasPrefix("-v") else { return false }
    return all.contains(String(name[..<dash]))
  }
}
