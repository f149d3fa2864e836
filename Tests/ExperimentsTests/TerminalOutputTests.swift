import Glibc
import Testing

@testable import Experiments

struct TerminalOutputTests {
  @Test func `a pipe is no terminal, has 80 columns, and gets every byte`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let output = TerminalOutput.file(ends[1], terminalType: "xterm")
    #expect(!output.isTerminal)
    #expect(output.width() == 80)
    output.write("4/10 done, ε = 0.5\n")
    close(ends[1])
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = read(ends[0], &bytes, bytes.count)
    #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == "4/10 done, ε = 0.5\n")
    close(ends[0])
  }

  @Test func `a terminal says how wide it is, now and after it was resized`() throws {
    // TIOCSPTLCK and TIOCGPTN of Linux, which are macros that Swift cannot import: they unlock a new
    // pseudoterminal, and number it.
    var (lock, number): (Int32, Int32) = (0, 0)
    let controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(controller >= 0)
    try #require(ioctl(controller, 0x4004_5431, &lock) == 0)
    try #require(ioctl(controller, 0x8004_5430, &number) == 0)
    let terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    try #require(terminal >= 0)
    let output = TerminalOutput.file(terminal, terminalType: "xterm")
    #expect(output.isTerminal)
    #expect(!TerminalOutput.file(terminal, terminalType: "dumb").isTerminal)
    #expect(!TerminalOutput.file(terminal, terminalType: nil).isTerminal)
    for columns: UInt16 in [40, 132] {
      var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
      try #require(ioctl(controller, UInt(TIOCSWINSZ), &size) == 0)
      #expect(output.width() == Int(columns))
    }
    close(terminal)
    close(controller)
  }

  @Test func `what nobody reads any more is dropped`() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    TerminalOutput.file(ends[1], terminalType: nil).write("gone\n")
    close(ends[1])
  }
}
