import DeepQ
import Hashing
import Testing

@testable import Experiments

@Suite struct VideoFramesTests {
  /// The hash of all images of an episode.
  private func digest(_ record: TrialRecord, theme: PictureTheme) throws -> String {
    let playback = try Playback(record, name: "a.h5")
    let frames = VideoFrames(playback, theme: theme)
    var hash = SHA256()
    playback.play(0..<1) { frame in
      let image = frames.image(of: frame)
      #expect(image.width == frames.width && image.height == frames.height)
      hash.update(image.bytes)
      return true
    }
    return "\(hash.finalize())"
  }

  @Test(arguments: PlaybackTests.ids)
  func `the same trial gives the same images, of even size`(id: String) throws {
    let record = try PlaybackTests.record(id)
    let frames = try VideoFrames(Playback(record, name: "a"), theme: .dark)
    #expect(frames.width.isMultiple(of: 2) && frames.height.isMultiple(of: 2))
    #expect(frames.width >= 480 && frames.height <= 1200)
    #expect((1...256).contains(frames.palette.count))
    #expect(frames.palette.contains(PictureTheme.dark.colour(of: .agent)))
    let dark = try digest(record, theme: .dark)
    #expect(try digest(record, theme: .dark) == dark)
    #expect(try digest(record, theme: .light) != dark)
  }
}
