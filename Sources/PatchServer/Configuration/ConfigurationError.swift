/// What is wrong with the configuration: all of it at once, each with the name of the setting.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  public let problems: [String]

  public init(_ problems: [String]) { self.problems = problems }

  public var description: String { problems.map { "configuration: " + $0 }.joined(separator: "\n") }
}
