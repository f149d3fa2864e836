@main
struct Sweep {
  static func main() {}
}
