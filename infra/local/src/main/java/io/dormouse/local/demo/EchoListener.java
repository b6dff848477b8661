package io.dormouse.local.demo;

import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Collects the texts that a WebSocket sends. */
final class EchoListener implements WebSocket.Listener {

  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

  /** The next text; empty if none comes within ten seconds. */
  String next() throws InterruptedException {
    String text = texts.poll(10, TimeUnit.SECONDS);
    return text == null ? "" : text;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    texts.add(data.toString());
    socket.request(1);
    return null;
  }
}
