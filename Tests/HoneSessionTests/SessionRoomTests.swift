import Testing

/// All suites of this room, one test after the other: the interrupt flag belongs to the whole process.
@Suite(.serialized) struct SessionRoomTests {}
