import HonePrompting
import HoneTuning

extension PromptObject: Fingerprinted {
  package func fingerprint(in session: Session) -> Fingerprint {
    guard let made else { return .nothing }
    return Fingerprint {
      var stream = FingerprintStream("prompt")
      stream.add(made.template.source)
      stream.add(made.system)
      stream.add(made.labels)
      return stream.finish()
    }
  }
}

extension OptimizerObject: Fingerprinted {
  package func fingerprint(in session: Session) -> Fingerprint {
    Fingerprint { [settings] in
      var stream = FingerprintStream("adamw")
      for number in [
        settings.rate, settings.weightDecay, settings.betas.0, settings.betas.1, settings.epsilon,
      ] { stream.add(number) }
      stream.add(settings.schedule)
      return stream.finish()
    }
  }
}

extension ScheduleObject: Fingerprinted {
  package func fingerprint(in session: Session) -> Fingerprint {
    Fingerprint { [schedule] in
      var stream = FingerprintStream("schedule")
      stream.add(schedule)
      return stream.finish()
    }
  }
}

extension FingerprintStream {
  fileprivate mutating func add(_ schedule: Schedule) {
    add(schedule.shape.rawValue)
    add(schedule.warmup)
  }
}

extension SessionObject: Fingerprinted {
  package func fingerprint(in session: Session) -> Fingerprint { Fingerprint(known: "seed \(seed)") }
}

// What results are made of says what they are, on every machine.

extension ReportObject: Fingerprinted {
  package func fingerprint(in session: Session) -> Fingerprint { origin }
}

extension RunObject: Fingerprinted {
  package func fingerprint(in session: Session) -> Fingerprint { origin }
}

extension GenerationObject: Fingerprinted {
  package func fingerprint(in session: Session) -> Fingerprint { origin }
}

extension PromptRunObject: Fingerprinted {
  package func fingerprint(in session: Session) -> Fingerprint { origin }
}
