package io.dormouse.streams.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.json.Json;

/** Answers each line of a request's body by itself. */
@FunctionalInterface
public interface LineHandler {

  /** Runs on a virtual thread and may block; several lines are answered at once. */
  Answer answer(byte[] line);

  /**
   * The answer to a line.
   *
   * @param status the status that a request of that line alone would have
   * @param members further members of the answer, besides the line's number and the status
   */
  record Answer(int status, ObjectNode members) {

    /** The line was refused; members can be added. */
    public static Answer of(Problem problem) {
      ObjectNode members = Json.object();
      members.set("problem", problem.toJson());
      return new Answer(problem.type().status(), members);
    }
  }
}
