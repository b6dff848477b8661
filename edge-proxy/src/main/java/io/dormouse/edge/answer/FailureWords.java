package io.dormouse.edge.answer;

import io.dormouse.language.cause.FailureKind;

/**
 * The words for visitors of an instance that failed: advice, without hosts, images and logs.
 *
 * @param kind for programs
 */
record FailureWords(String kind, String title, String detail) {

  static final FailureWords UNKNOWN =
      new FailureWords(
          "failed",
          "Did not start",
          "This instance did not start. Try again later; if it stays so, tell whoever runs this"
              + " site, with the request id.");

  private static final FailureWords BROKEN =
      new FailureWords(
          "cannot-start",
          "Did not start",
          "This instance cannot be started as it is set up. Trying again will hardly help; tell"
              + " whoever runs this site, with the request id.");

  private static final FailureWords ENDED =
      new FailureWords(
          "ended-early",
          "Did not start",
          "This instance ended before it was ready. It is tried again; if it stays so, tell whoever"
              + " runs this site, with the request id.");

  private static final FailureWords SLOW =
      new FailureWords(
          "not-ready-in-time",
          "Did not start",
          "This instance took too long to start. It is tried again; if it stays so, tell whoever"
              + " runs this site, with the request id.");

  private static final FailureWords CRASHED =
      new FailureWords(
          "ended",
          "Ended",
          "This instance ended unexpectedly. Try once more in a moment, which starts it again; if it"
              + " stays so, tell whoever runs this site, with the request id.");

  private static final FailureWords NO_ROOM =
      new FailureWords(
          "no-room", "No room", "There was no room to start this instance. Try again later.");

  static FailureWords of(FailureKind kind) {
    return switch (kind) {
      case IMAGE_MISSING, CREATE_FAILED, START_FAILED, CREDENTIALS_UNREADABLE -> BROKEN;
      case EXITED_BEFORE_READY -> ENDED;
      case NOT_READY_IN_TIME, NO_REPORT -> SLOW;
      case CRASHED -> CRASHED;
      case NOT_PLACED -> NO_ROOM;
    };
  }
}
