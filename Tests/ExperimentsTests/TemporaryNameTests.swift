import Glibc
import Testing

@testable import Experiments

@Suite struct TemporaryNameTests {
  @Test func `names never repeat, and are told from others`() throws {
    let name = TemporaryName.next()
    #expect(name != TemporaryName.next())
    #expect(try #require(TemporaryName(name)).process == getpid())
    for other in ["a.partial", ".sweep-a-1-2.partial", ".sweep-a-x-1-1.partial", "summary.csv"] {
      #expect(TemporaryName(other) == nil)
    }
  }

  @Test func `a file that this process is writing is no orphan`() throws {
    #expect(try #require(TemporaryName(TemporaryName.next())).isOrphan(secondsOld: 99) == false)
  }

  @Test func `orphans are swept, and nothing else is`() throws {
    let folder = try ScratchFolder()
    let host = try #require(TemporaryName(TemporaryName.next())).host
    let alive = ".sweep-\(host)-\(getppid())-1-0.partial"
    let under = TemporaryName.next()
    // No process has this number: Linux counts to 4194304 at most.
    let dead = ".sweep-\(host)-2000000000-1-0.partial"
    let earlier = ".sweep-\(host)-\(getpid())-0-0.partial"
    let elsewhere = ".sweep-far_away-5-1-0.partial"
    for name in [alive, under, dead, earlier, elsewhere, "summary.csv"] {
      try folder.put("", in: name)
    }
    #expect(try AtomicFile.removeOrphans(in: folder.path) == [dead, earlier].sorted())
    #expect(try folder.names() == [alive, under, elsewhere, "summary.csv"].sorted())
  }

  @Test func `another host's file is an orphan after a day`() throws {
    let name = try #require(TemporaryName(".sweep-far_away-5-1-0.partial"))
    #expect(!name.isOrphan(secondsOld: 3_600))
    #expect(name.isOrphan(secondsOld: 90_000))
  }
}
