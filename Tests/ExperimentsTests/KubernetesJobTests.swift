import Testing
import Yams

@testable import Experiments

@Suite struct KubernetesJobTests {
  private func documents(
    _ experiment: Experiment, _ change: (inout KubernetesJob.Options) -> Void = { _ in }
  ) throws -> [[String: Any]] {
    var options = KubernetesJob.Options(image: "lab/sweep:1", claim: "results")
    change(&options)
    let manifest = try KubernetesJob(experiment, options: options).manifest
    return try Array(Yams.load_all(yaml: manifest)).compactMap { $0 as? [String: Any] }
  }

  @Test func `the job has an index for each shard, and says so to the program`() throws {
    let experiment = try ExperimentSamples.tiny("# with 'quotes': and \"more\"\n")
    let documents = try documents(experiment) {
      $0.shards = 4
      $0.atOnce = 2
      $0.memory = "2Gi"
      $0.time = SlurmTime("60")
    }
    #expect(documents.count == 2)
    let data = try #require(documents[0]["data"] as? [String: String])
    #expect(data["tiny.cfg"] == experiment.resolvedText)
    let spec = try #require(documents[1]["spec"] as? [String: Any])
    #expect(spec["completionMode"] as? String == "Indexed")
    #expect(spec["completions"] as? Int == 4)
    #expect(spec["parallelism"] as? Int == 2)
    let template = try #require(spec["template"] as? [String: Any])
    let pod = try #require(template["spec"] as? [String: Any])
    let container = try #require((pod["containers"] as? [[String: Any]])?.first)
    #expect(
      container["args"] as? [String] == [
        "run", "/experiment/tiny.cfg", "--results", "/results", "--shard", "auto/4", "--workers",
        "1", "--quiet", "--time-limit", "1:00:00",
      ])
  }

  @Test func `names are those that Kubernetes takes`() throws {
    let name = "a_b." + String(repeating: "c", count: 55)
    let text = try ExperimentSamples.tiny().resolvedText.replacing("tiny", with: name)
    let named = try Experiment(bytes: Array(text.utf8), name: "sample.cfg")
    let metadata = try #require(try documents(named)[1]["metadata"] as? [String: String])
    let found = try #require(metadata["name"])
    #expect(found.hasPrefix("sweep-a-b-" + String(repeating: "c", count: 33) + "-"))
    #expect(found.count == 50)
    // Another name that looks the same without its dots and underscores.
    let other = try Experiment(
      bytes: Array(text.replacing("a_b.", with: "a.b_").utf8), name: "sample.cfg")
    #expect((try documents(other)[1]["metadata"] as? [String: String])?["name"] != found)
  }

  @Test(
    arguments: [
      "a: 1\n", "a: 1\r\nb: 2\r\n", "  # indented\na: 1\n", "\n\na: 1\n", "a: 1\n\n\n", "a: 1",
      "a: \"b\\c\"\n\n  d\n", "a:\t1\n",
    ])
  func `the manifest has the experiment file as it is`(text: String) throws {
    let yaml = "data:\n  file: \(YAMLText.value(text, indentation: 4))\nnext: 1\n"
    let document = try #require(try Yams.load(yaml: yaml) as? [String: Any])
    #expect(document["data"] as? [String: String] == ["file": text])
    #expect(document["next"] as? Int == 1)
  }
}
