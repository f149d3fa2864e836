import Testing

@testable import DeepQ

@Suite struct ConvolutionSettingsTests {
  @Test func `what is written is read`() {
    let settings = ConvolutionSettings("16@8x8/4")
    #expect(settings == ConvolutionSettings(filters: 16, kernel: 8, stride: 4))
    #expect(settings?.description == "16@8x8/4")
  }

  @Test(arguments: [
    "", "16", "16@8x8", "16@8/4", "16@8x4/4", "0@8x8/4", "16@0x0/4", "16@8x8/0", "-1@8x8/4",
    "16@8x8/4/2", "016@8x8/4", "16 @8x8/4", "16@8x8/4@", "+16@8x8/4",
  ])
  func `nothing else is`(text: String) {
    #expect(ConvolutionSettings(text) == nil)
  }

  @Test func `windows lie wholly inside the image`() {
    let settings = ConvolutionSettings(filters: 1, kernel: 4, stride: 2)
    #expect(settings.outputLength(of: 20) == 9)
    #expect(settings.fits(rows: 4, columns: 4))
    #expect(!settings.fits(rows: 3, columns: 4))
  }
}
