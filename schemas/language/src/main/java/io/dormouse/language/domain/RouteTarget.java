package io.dormouse.language.domain;

import io.dormouse.language.instance.InstanceId;
import java.net.URI;
import java.util.Locale;

/** Target of a domain. */
public sealed interface RouteTarget {

  record ToInstance(InstanceId instance) implements RouteTarget {}

  /**
   * A fixed address outside.
   *
   * <p>The constructor throws {@link IllegalArgumentException} if it is not an absolute http or
   * https URI with a host.
   */
  record ToUri(String uri) implements RouteTarget {

    public ToUri {
      URI parsed = URI.create(uri);
      String scheme = parsed.getScheme() == null ? "" : parsed.getScheme().toLowerCase(Locale.ROOT);
      if (!(scheme.equals("http") || scheme.equals("https")) || parsed.getHost() == null) {
        throw new IllegalArgumentException(
            "Expected a URI like 'https://www.example.org/', but got '%s'.".formatted(uri));
      }
    }

    /**
     * A target that a user gives. It is a plain origin whose host is a name or an address in its
     * usual form, so that every reader parses it alike.
     *
     * @throws IllegalArgumentException if it is anything else; the message is fit for a user
     */
    public static ToUri of(String text) {
      ToUri target = new ToUri(text);
      Origins.check(URI.create(text));
      return target;
    }
  }
}
