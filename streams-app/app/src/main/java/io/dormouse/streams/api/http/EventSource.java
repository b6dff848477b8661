package io.dormouse.streams.api.http;

import com.fasterxml.jackson.databind.JsonNode;

/** Sends server-sent events to one client until there are no more, or the client is gone. */
@FunctionalInterface
public interface EventSource {

  /** Runs on a thread of its own, which is interrupted when the client goes away. */
  void sendTo(Listener listener);

  /** The client. */
  interface Listener {

    /**
     * Sends an event, and blocks while the client is slow.
     *
     * @param id one line that the client sends as {@code Last-Event-ID} when it reconnects
     * @return true while the client listens
     */
    boolean send(String id, String name, JsonNode data);

    /** Sends a comment, so that no proxy takes the connection for dead. */
    boolean keepAlive();

    /**
     * Sends an id without an event, with the effect of a comment. A client that reconnects goes on
     * there.
     */
    boolean keepAlive(String id);
  }
}
