package io.dormouse.edge.suite.http2;

import io.dormouse.edge.suite.Oracle;
import io.dormouse.edge.suite.Runner;
import io.dormouse.edge.suite.vectors.Expected;
import io.dormouse.edge.suite.vectors.Frames;
import io.dormouse.edge.suite.vectors.Message;
import io.dormouse.edge.suite.vectors.Message.Field;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One connection of a client that sends any frames, and reads the answers. */
final class Http2Conversation {

  private static final int OF_THE_VECTOR = 1;
  private static final int SAME_CLIENT = 99_999;
  private static final int WITH_PRIORITY = 0x20;
  private static final int PRIORITY_BYTES = 5;
  private static final int PATIENCE_MILLIS = 5_000;
  private static final String MARK = "the mark";

  /** The input of one stream. */
  private static final class Stream {

    private final List<Field> fields = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private String status = "";
    private boolean ended;
    private boolean reset;

    private Message message() {
      return new Message(
          "HTTP/1.1 " + status + " ", List.copyOf(fields), body.toString(), List.of());
    }
  }

  private final Map<Integer, Stream> streams = new TreeMap<>();
  private final List<String> odd = new ArrayList<>();
  private final DefaultHttp2HeadersDecoder heads = new DefaultHttp2HeadersDecoder(false);
  private boolean marked;
  private boolean over;

  List<String> odd() {
    return odd;
  }

  /** True if the other side ended the connection. */
  boolean isOver() {
    return over;
  }

  /** True if the other side ended the stream of the vector without an answer of a backend. */
  boolean isReset() {
    Stream stream = stream(OF_THE_VECTOR);
    return stream.reset && !stream.message().isFromTheOracle();
  }

  /** The complete answers, but for the suite's own. */
  List<Message> answers() {
    return streams.entrySet().stream()
        .filter(entry -> entry.getKey() != SAME_CLIENT && entry.getValue().ended)
        .map(entry -> entry.getValue().message())
        .toList();
  }

  /**
   * Sends the frames, and reads up to the end of the first stream.
   *
   * @param connectionOnly true if there may be none, so that an answer to a ping is enough
   */
  void hold(int port, String frames, boolean connectionOnly) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      Thread.ofVirtual().start(() -> send(socket, frames + Frames.ping(MARK)));
      while (!over && !(marked && (connectionOnly || isDone(OF_THE_VECTOR)))) {
        read(in);
      }
      if (!over) {
        send(
            socket,
            Frames.head(
                SAME_CLIENT,
                true,
                ":method",
                "GET",
                ":scheme",
                "http",
                ":path",
                "/same-client",
                ":authority",
                Expected.HOST));
        while (!over && !isDone(SAME_CLIENT)) {
          read(in);
        }
        checkLast();
      }
    } catch (SocketTimeoutException e) {
      if (!connectionOnly) {
        odd.add("it hangs");
      }
    } catch (EOFException | SocketException closed) {
      over = true;
    }
  }

  private void checkLast() {
    Stream last = stream(SAME_CLIENT);
    if (last.ended && last.message().isFromTheOracle()) {
      Oracle.usual(Expected.request(Runner.SAME_CLIENT))
          .difference(last.message())
          .ifPresent(wrong -> odd.add("the same client then got " + wrong));
    }
  }

  private boolean isDone(int id) {
    return stream(id).ended || stream(id).reset;
  }

  private Stream stream(int id) {
    return streams.computeIfAbsent(id, any -> new Stream());
  }

  private void read(DataInputStream in) throws IOException {
    int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int id = in.readInt();
    byte[] payload = in.readNBytes(length);
    switch (type) {
      case Frames.HEADERS -> head(id, payload, (flags & WITH_PRIORITY) == 0 ? 0 : PRIORITY_BYTES);
      case Frames.DATA -> stream(id).body.append(new String(payload, StandardCharsets.ISO_8859_1));
      case Frames.RST_STREAM -> stream(id).reset = true;
      case Frames.PING ->
          marked |=
              flags == Frames.ACK && MARK.equals(new String(payload, StandardCharsets.ISO_8859_1));
      case Frames.GO_AWAY -> over = true;
      default -> {}
    }
    if (type <= Frames.HEADERS && (flags & Frames.END_STREAM) != 0) {
      stream(id).ended = true;
    }
  }

  private void head(int id, byte[] payload, int from) throws IOException {
    try {
      heads
          .decodeHeaders(id, Unpooled.wrappedBuffer(payload, from, payload.length - from))
          .forEach(field -> {
            String name = field.getKey().toString();
            if (name.equals(":status")) {
              stream(id).status = field.getValue().toString();
            } else {
              stream(id).fields.add(new Field(name, field.getValue().toString()));
            }
          });
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  private static void send(Socket socket, String frames) {
    try {
      socket.getOutputStream().write(Frames.bytes(frames));
      socket.getOutputStream().flush();
    } catch (IOException refused) {
      // The answers read before show the treatment by the proxy.
    }
  }
}
