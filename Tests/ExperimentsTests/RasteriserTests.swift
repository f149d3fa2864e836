import Testing

@testable import Experiments

@Suite struct RasteriserTests {
  private static let ground = PictureTheme.light.colour(of: .ground)
  private static let black = RGBColour(0, 0, 0)

  /// A stage of 8 by 4 units, at so many pixels a unit.
  private func image(_ form: PictureShape.Form, pixelsPerUnit: Int = 1) -> RGBImage {
    Rasteriser(
      PictureStage(width: 8, height: 4, content: .drawing(backdrop: [])),
      width: 8 * pixelsPerUnit, height: 4 * pixelsPerUnit, theme: .light
    ).image(of: .shapes([PictureShape(form, .rgb(Self.black))]))
  }

  /// The image with a character a pixel: `#` black, `.` ground, `+` in between.
  private func text(_ image: RGBImage) -> String {
    (0..<image.height).map { y in
      (0..<image.width).map { x in
        switch image[x, y] {
        case Self.black: "#"
        case Self.ground: "."
        default: "+"
        }
      }.joined() + "\n"
    }.joined()
  }

  @Test func `a rectangle covers its pixels and no others`() {
    #expect(
      text(image(.rectangle(x: 1, y: 1, width: 3, height: 2, radius: 0))) == """
        ........
        .###....
        .###....
        ........

        """)
  }

  @Test func `a shape that ends beyond the picture is cut off`() {
    #expect(
      text(image(.rectangle(x: 6, y: -2, width: 9, height: 4, radius: 0))) == """
        ......##
        ......##
        ........
        ........

        """)
  }

  @Test func `a pixel that is half covered has half of the colour`() {
    let image = Rasteriser(
      PictureStage(width: 8, height: 4, content: .drawing(backdrop: [])), width: 4, height: 2,
      theme: .light
    ).image(
      of: .shapes([
        PictureShape(.rectangle(x: 1, y: 0, width: 1, height: 4, radius: 0), .rgb(Self.black))
      ]))
    // (255 · 8 + 0 · 8 + 8) / 16
    #expect(image[0, 0] == RGBColour(128, 128, 128))
    #expect(image[1, 0] == Self.ground)
  }

  @Test func `a circle, a line and a polygon are where they should be`() {
    #expect(
      text(image(.circle(centre: PicturePoint(x: 4, y: 2), radius: 2))) == """
        ..++++..
        ..+##+..
        ..+##+..
        ..++++..

        """)
    let line = PictureShape.Form.line(
      from: PicturePoint(x: 1, y: 2), to: PicturePoint(x: 7, y: 2), thickness: 2)
    #expect(
      text(image(line)) == """
        ........
        +######+
        +######+
        ........

        """)
    // The even-odd rule: a square with a square hole, in one line.
    let ring = [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0), (1, 1), (3, 1), (3, 3), (1, 3), (1, 1)]
    #expect(
      text(image(.polygon(ring.map { PicturePoint(x: $0.0, y: $0.1) }))) == """
        ####....
        #..#....
        #..#....
        ####....

        """)
  }

  @Test func `letters are made of dots`() {
    // Two characters of 5 dots with one between, 2 units a dot.
    let stage = PictureStage(width: 22, height: 16, content: .drawing(backdrop: []))
    let image = Rasteriser(stage, width: 11, height: 8, theme: .light).image(
      of: .shapes([
        PictureShape(.text("L7", centre: PicturePoint(x: 11, y: 7), size: 14), .rgb(Self.black))
      ]))
    #expect(
      text(image) == """
        #.....#####
        #.........#
        #.........#
        #........#.
        #.......#..
        #......#...
        #####.#....
        ...........

        """)
  }

  @Test func `the pixels of a raster are enlarged without smoothing, and averaged when shrunk`() {
    let stage = PictureStage(
      width: 2, height: 2,
      content: .raster(palette: [RGBColour(0, 0, 0), RGBColour(200, 100, 40)]))
    let picture = Picture.raster([0, 1, 1, 0])
    let large = Rasteriser(stage, width: 4, height: 4, theme: .dark).image(of: picture)
    #expect(large[1, 1] == RGBColour(0, 0, 0) && large[2, 1] == RGBColour(200, 100, 40))
    let small = Rasteriser(stage, width: 1, height: 1, theme: .dark).image(of: picture)
    #expect(small[0, 0] == RGBColour(100, 50, 20))
  }

  @Test func `what moves is painted over the backdrop`() {
    let square = PictureShape.Form.rectangle(x: 0, y: 0, width: 2, height: 2, radius: 0)
    let stage = PictureStage(
      width: 4, height: 2,
      content: .drawing(backdrop: [
        PictureShape(.rectangle(x: 0, y: 0, width: 4, height: 2, radius: 0), .role(.wall))
      ]))
    let image = Rasteriser(stage, width: 4, height: 2, theme: .dark).image(
      of: .shapes([PictureShape(square, .role(.agent))]))
    #expect(image[0, 0] == PictureTheme.dark.colour(of: .agent))
    #expect(image[3, 1] == PictureTheme.dark.colour(of: .wall))
  }
}
