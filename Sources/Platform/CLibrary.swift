// The system's C library for all Swift code, so that no other file names it.
//
// A port to another system adds its module here.
#if canImport(Glibc)
  @_exported public import Glibc
#elseif canImport(Musl)
  @_exported public import Musl
#elseif canImport(Darwin)
  @_exported public import Darwin
#endif
