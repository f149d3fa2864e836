/// All that the loss of some rows of a batch depends on, and where its gradient goes; every pointer is
/// at the first of them.
struct LossInputs {
  /// Rows.
  let count: Int
  let head: HeadShape
  /// What the online network says of the observations: `[count, stride]`.
  let outputs: UnsafePointer<Float>
  /// What the bootstrapping network says of the observations that followed: `[count, stride]`.
  let nextOutputs: UnsafePointer<Float>
  /// The expected returns that the next action is chosen by: `[count, stride]`.
  let selectingValues: UnsafePointer<Float>
  let actions: UnsafePointer<Int>
  let rewards: UnsafePointer<Float>
  let discounts: UnsafePointer<Float>
  /// What each row's loss is multiplied by.
  let weights: UnsafePointer<Float>
  /// How the next action is chosen; `nil` for greedily.
  let munchausen: MunchausenPolicy?
  /// Overwritten: `[count, stride]`.
  let gradients: UnsafeMutablePointer<Float>
  /// Overwritten: `[count]`.
  let errors: UnsafeMutablePointer<Float>
  let scratch: UnsafeMutablePointer<Float>

  /// What a row's outputs should say, where the next action is the greedy one.
  @inline(__always)
  func greedyTarget(of row: Int) -> ReturnTarget {
    target(
      of: row,
      policy: .greedy(greedyAction(selectingValues + row &* head.stride, count: head.actionCount)))
  }

  /// What a row's outputs should say, where the next action is chosen by Munchausen's policy.
  @inline(__always)
  func target(of row: Int, by munchausen: MunchausenPolicy) -> ReturnTarget {
    let offset = row &* head.stride
    let reward = munchausen.reward(
      rewards[row], for: actions[row], row: offset, actionCount: head.actionCount)
    var target = target(
      of: row,
      policy: munchausen.policy(over: selectingValues + offset, actionCount: head.actionCount))
    target.reward = reward
    return target
  }

  @inline(__always)
  private func target(of row: Int, policy: NextPolicy) -> ReturnTarget {
    ReturnTarget(
      reward: rewards[row], discount: discounts[row], nextOutputs: nextOutputs + row &* head.stride,
      actionCount: head.actionCount, policy: policy)
  }
}

/// A reward, and what is expected to follow it.
struct ReturnTarget {
  var reward: Float
  /// What multiplies the return that follows: γⁿ, or 0 where the task ended.
  var discount: Float
  /// The outputs of all actions for the observation that followed.
  var nextOutputs: UnsafePointer<Float>
  var actionCount: Int
  /// How the next action is chosen.
  var policy: NextPolicy

  /// The target of one of several outputs of an action: the reward and the discounted same output
  /// of the next action, in the mean over the policy.
  ///
  /// **Order.** The actions' terms are added in order, each by one fused multiply-add.
  @inline(__always)
  func value(output: Int, of outputsPerAction: Int) -> Float {
    switch policy {
    case .greedy(let action):
      return temporalDifferenceTarget(
        reward: reward, discount: discount, value: nextOutputs[action * outputsPerAction + output])
    case .soft(let soft):
      var value: Float = 0
      for action in 0..<actionCount {
        value.addProduct(
          soft.probabilities[action],
          nextOutputs[action * outputsPerAction + output] + soft.bonuses[action])
      }
      return temporalDifferenceTarget(reward: reward, discount: discount, value: value)
    }
  }
}

/// How the next action is chosen.
enum NextPolicy {
  /// This one.
  case greedy(Int)
  /// Any, by probability.
  case soft(SoftPolicy)
}

/// A policy that takes any action, and what its entropy adds to each action's return.
struct SoftPolicy {
  /// `[actions]`.
  let probabilities: UnsafePointer<Float>
  /// `-τ·ln π(a)`: `[actions]`.
  let bonuses: UnsafePointer<Float>
}
