package io.dormouse.local.supervision;

import io.dormouse.local.service.ReadyFile;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;

/** A check that a program is ready. */
public sealed interface ReadinessCheck {

  /**
   * Checks once if the process with this id is ready. Never blocks for more than a second or two.
   */
  boolean seen(long pid);

  /** The program is ready if a GET of the address is answered with 200. */
  record Http(URI address) implements ReadinessCheck {

    private static final int PATIENCE_MILLIS = 1_000;

    @Override
    public boolean seen(long pid) {
      try {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        try {
          return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } finally {
          connection.disconnect();
        }
      } catch (IOException notYet) {
        return false;
      }
    }
  }

  /** The program is ready if the file holds the process id, see {@link ReadyFile}. */
  record File(Path path) implements ReadinessCheck {

    @Override
    public boolean seen(long pid) {
      return new ReadyFile(path).names(pid);
    }
  }
}
