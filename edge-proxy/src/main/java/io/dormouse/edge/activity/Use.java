package io.dormouse.edge.activity;

/** An open use of an instance: a request in flight or a tunnel. */
public interface Use {

  /** A use of a target that is no instance; it is not counted. */
  Use UNCOUNTED =
      new Use() {
        @Override
        public void received(long bytes) {}

        @Override
        public void sent(long bytes) {}

        @Override
        public void close() {}
      };

  /** Counts bytes of a body from the client. */
  void received(long bytes);

  /** Counts bytes of a body to the client. */
  void sent(long bytes);

  /** Ends the use; more calls do nothing. */
  void close();
}
