package io.dormouse.edge.suite.fuzz;

import io.dormouse.edge.suite.vectors.Frames;
import io.dormouse.edge.suite.vectors.Vector;
import java.util.List;
import java.util.random.RandomGenerator;

/** One change of a few bytes, one character each. */
enum Mutation {
  /** One bit of one byte. */
  FLIP {
    @Override
    String apply(String bytes, String other, RandomGenerator random) {
      int at = random.nextInt(bytes.length());
      char flipped = (char) (bytes.charAt(at) ^ 1 << random.nextInt(8));
      return bytes.substring(0, at) + flipped + bytes.substring(at + 1);
    }
  },
  /** Any byte between two others. */
  INSERT {
    @Override
    String apply(String bytes, String other, RandomGenerator random) {
      return put(bytes, Character.toString(random.nextInt(256)), random);
    }
  },
  /** Bytes that mean something somewhere in HTTP. */
  TOKEN {
    @Override
    String apply(String bytes, String other, RandomGenerator random) {
      return put(bytes, TOKENS.get(random.nextInt(TOKENS.size())), random);
    }
  },
  /** Up to sixteen bytes fewer. */
  DELETE {
    @Override
    String apply(String bytes, String other, RandomGenerator random) {
      int begin = random.nextInt(bytes.length());
      int end = Math.min(bytes.length(), begin + 1 + random.nextInt(MOST));
      return bytes.substring(0, begin) + bytes.substring(end);
    }
  },
  /** A part twice in a row. */
  DUPLICATE {
    @Override
    String apply(String bytes, String other, RandomGenerator random) {
      int begin = random.nextInt(bytes.length());
      int end = begin + 1 + random.nextInt(bytes.length() - begin);
      return bytes.substring(0, end) + bytes.substring(begin);
    }
  },
  /** The end of another vector behind the beginning of this one. */
  SPLICE {
    @Override
    String apply(String bytes, String other, RandomGenerator random) {
      return bytes.substring(0, random.nextInt(bytes.length()))
          + other.substring(random.nextInt(other.length()));
    }
  },
  /** The end is missing. */
  CUT {
    @Override
    String apply(String bytes, String other, RandomGenerator random) {
      return bytes.substring(0, random.nextInt(bytes.length()));
    }
  };

  private static final int MOST = 16;

  private static final List<String> TOKENS =
      List.of(
          "\r\n",
          "\r\n\r\n",
          "\n",
          "\r",
          "\0",
          " ",
          "\t",
          ":",
          ";a=b",
          ",",
          "%00",
          "..",
          "0\r\n\r\n",
          "ffffffffffffffff",
          "-1",
          "\u00ff",
          "HTTP/1.0",
          "Content-Length: 0\r\n",
          "Content-Length: 5\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Connection: close\r\n",
          "Connection: keep-alive, Host\r\n",
          "Upgrade: websocket\r\n",
          "Expect: 100-continue\r\n",
          "TE: trailers\r\n",
          "HTTP/1.1 100 Continue\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nSet-Cookie: evil=1\r\nX-Pad: ",
          "GET /smuggled HTTP/1.1\r\n" + Vector.HOST + "\r\n",
          Frames.frame(Frames.SETTINGS, 0, 0, ""),
          Frames.frame(Frames.WINDOW_UPDATE, 0, 1, "\0\0\0\u0001"),
          Frames.reset(1),
          Frames.data(1, true, "x"));

  /**
   * Changes some bytes.
   *
   * @param bytes at least one
   * @param other another vector, not empty
   */
  abstract String apply(String bytes, String other, RandomGenerator random);

  private static String put(String bytes, String more, RandomGenerator random) {
    int at = random.nextInt(bytes.length() + 1);
    return bytes.substring(0, at) + more + bytes.substring(at);
  }
}
