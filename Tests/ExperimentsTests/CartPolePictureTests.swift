import Testing

@testable import Experiments

struct CartPolePictureTests {
  @Test func `an upright pole stands on a cart in the middle`() {
    let lines = CartPolePicture.frame([0, 0, 0, 0]).split(separator: "\n")
    let pole = String(repeating: " ", count: 30) + "|"
    #expect(lines.dropLast(2).map(String.init) == Array(repeating: pole, count: 6))
    #expect(lines[6] == String(repeating: " ", count: 27) + "+=====+")
    #expect(lines[7] == String(repeating: "-", count: 61))
  }

  @Test func `a pole leans to its side, and the cart is where it is`() {
    let right = CartPolePicture.frame([1, 0, 0.2, 0]).split(separator: "\n").map(String.init)
    #expect(right[0].last == "/" && right[0].count > right[5].count)
    let left = CartPolePicture.frame([-2.4, 0, -0.2, 0]).split(separator: "\n").map(String.init)
    #expect(left.contains { $0.hasPrefix("===+") })
  }

  @Test func `what is no observation of CartPole has no picture`() {
    #expect(CartPolePicture.frame([1, 2]).isEmpty)
  }
}
