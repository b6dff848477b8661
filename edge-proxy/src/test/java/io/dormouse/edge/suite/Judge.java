package io.dormouse.edge.suite;

import io.dormouse.edge.suite.Runner.Seen;
import io.dormouse.edge.suite.vectors.Expected;
import io.dormouse.edge.suite.vectors.Judgement;
import io.dormouse.edge.suite.vectors.Message;
import io.dormouse.edge.suite.vectors.Vector;
import io.dormouse.edge.suite.vectors.Vector.Next;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges a proxy's treatment of a vector. */
public final class Judge {

  private static final Expected NEXT = Expected.request(Vector.NEXT);

  private Judge() {}

  public static Judgement of(Vector vector, Seen seen) {
    return judge(vector, seen).from(seen.backendGot());
  }

  private static Judgement judge(Vector vector, Seen seen) {
    if (!seen.odd().isEmpty()) {
      return Judgement.unsafe(seen.odd().get(0));
    } else if (vector.sent().contains("HTTP/1.0") && !seen.interim().isEmpty()) {
      return Judgement.unsafe("a client of HTTP/1.0 got " + seen.interim().get(0).start());
    }
    List<Message> asked = new ArrayList<>(seen.requests());
    boolean next = !asked.isEmpty() && NEXT.difference(asked.get(asked.size() - 1)).isEmpty();
    if (next && vector.next() != Next.NOTHING) {
      asked.remove(asked.size() - 1);
    }
    Optional<String> inside = difference(asked, vector.inside());
    if (inside.isPresent()) {
      return Judgement.unsafe("the backend was asked " + inside.get());
    } else if (next
        && vector.next() == Next.LOST
        && asked.size() < Math.max(1, vector.inside().size())) {
      return Judgement.unsafe("what follows was served");
    }
    return ofAnswers(vector, seen, asked.size(), next);
  }

  private static Judgement ofAnswers(Vector vector, Seen seen, int asked, boolean next) {
    List<Expected> due = new ArrayList<>();
    for (int i = 0; i < asked; i++) {
      if (i > 0 || vector.answer() == null) {
        due.add(Oracle.usual(vector.inside().get(i)));
      } else if (vector.outside() != null) {
        due.add(vector.outside());
      }
    }
    if (next) {
      due.add(Oracle.usual(NEXT));
    }
    List<Message> passed = seen.answers().stream().filter(Message::isFromTheOracle).toList();
    if (vector.isHead() && !due.isEmpty()) {
      due.set(0, due.get(0).body(""));
      passed = seen.answers().stream().filter(answer -> answer.status() < 400).toList();
    }
    Optional<String> outside = difference(passed, due);
    if (outside.isPresent()) {
      return Judgement.unsafe("the client got " + outside.get());
    }
    int ofVector = passed.size() - (next ? 1 : 0);
    if (asked > 0 && ofVector > 0) {
      return Judgement.forwarded();
    } else if (asked > 0 && vector.answer() == null) {
      return Judgement.unsafe("the backend was asked, the client told that it was not");
    }
    return Judgement.refused(seen.cut() ? "cut" : "");
  }

  /** The difference, unless the messages are the first of the expected ones. */
  private static Optional<String> difference(List<Message> messages, List<Expected> expected) {
    if (messages.size() > expected.size()) {
      return Optional.of(
          messages.size()
              + " messages for "
              + expected.size()
              + ", the last '"
              + messages.get(messages.size() - 1).start()
              + "'");
    }
    for (int i = 0; i < messages.size(); i++) {
      Optional<String> difference = expected.get(i).difference(messages.get(i));
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }
}
