package io.dormouse.streams.api.http;

import com.fasterxml.jackson.databind.JsonNode;

/** Sends server-sent events to one client until there are no more, or nobody listens. */
@FunctionalInterface
public interface EventSource {

  /** Runs on a thread of its own, which is interrupted when the client goes away. */
  void sendTo(Listener listener);

  /** The client. */
  interface Listener {

    /**
     * Sends an event, and waits while the client is slow.
     *
     * @param id what the client sends back as {@code Last-Event-ID} when it comes again; one line
     * @return whether somebody still listens
     */
    boolean send(String id, String name, JsonNode data);

    /** Sends what clients pass over, so that nothing between takes the connection for dead. */
    boolean keepAlive();
  }
}
