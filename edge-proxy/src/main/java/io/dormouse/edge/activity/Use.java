package io.dormouse.edge.activity;

/** One use that is open: a request in flight or a tunnel. */
public interface Use {

  /** A use that is not counted, of a target that is no instance. */
  Use UNCOUNTED =
      new Use() {
        @Override
        public void received(long bytes) {}

        @Override
        public void sent(long bytes) {}

        @Override
        public void close() {}
      };

  /** Bytes of a body came from the client. */
  void received(long bytes);

  /** Bytes of a body went to the client. */
  void sent(long bytes);

  /** It has ended; more calls do nothing. */
  void close();
}
