import Foundation

extension Float { var logarithm: Float { log(self) } }
extension Double { var logarithm: Double { log(self) } }
