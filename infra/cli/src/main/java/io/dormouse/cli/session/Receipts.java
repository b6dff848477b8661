package io.dormouse.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.cli.api.ApiClient.Reply;
import io.dormouse.cli.output.Column;
import java.util.List;

/** Answers to writes. */
public final class Receipts {

  private static final int NO_CONTENT = 204;

  private Receipts() {}

  /** True if the brain has decided; it is still to do so if the outcome is {@code pending}. */
  public static boolean decided(JsonNode receipt) {
    return !receipt.path("outcome").asText().equals("pending");
  }

  /**
   * Prints a receipt with a note where more is to be said.
   *
   * @param subject name of the member that holds the id, such as {@code instance}
   */
  public static void print(Session session, JsonNode receipt, String subject) {
    note(session, receipt);
    Column id = Column.text(subject.toUpperCase(java.util.Locale.ROOT), "/" + subject);
    Column outcome = Column.status("OUTCOME", "/outcome");
    boolean hasStatus = receipt.path("status").isTextual();
    session
        .printer()
        .row(
            receipt,
            hasStatus
                ? List.of(id, outcome, Column.status("STATUS", "/status"))
                : List.of(id, outcome));
  }

  /** Prints what is stored now, or the receipt while that is undecided. */
  public static void printStored(
      Session session, Reply reply, String subject, List<Column> columns) {
    if (reply.json().has("outcome")) {
      print(session, reply.json(), subject);
    } else {
      session.printer().row(reply.json(), columns);
    }
  }

  /** Notes a removal, which has no result. */
  public static void removed(Session session, Reply reply, String subject, String done) {
    if (reply.status() == NO_CONTENT) {
      session.notes().note(done);
    } else {
      print(session, reply.json(), subject);
    }
  }

  public static void note(Session session, JsonNode receipt) {
    if (!decided(receipt)) {
      session.notes().note("Not decided yet; it will be.");
    } else if (receipt.path("message").isTextual()) {
      session.notes().note(receipt.path("message").asText());
    }
  }
}
