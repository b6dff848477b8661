package io.dormouse.edge.wire;

import java.util.List;
import java.util.Locale;

/**
 * The methods of the IANA registry that a proxy forwards: all but CONNECT, TRACE and PRI. Other
 * tokens are forwarded too, but have no name in metrics and events, since clients make them up.
 */
public final class KnownMethods {

  /** In the order of the registry, the usual ones first. */
  public static final List<String> ALL =
      List.of(
          "GET",
          "HEAD",
          "POST",
          "PUT",
          "PATCH",
          "DELETE",
          "OPTIONS",
          "QUERY",
          // WebDAV and its relatives
          "ACL",
          "BASELINE-CONTROL",
          "BIND",
          "CHECKIN",
          "CHECKOUT",
          "COPY",
          "LABEL",
          "LINK",
          "LOCK",
          "MERGE",
          "MKACTIVITY",
          "MKCALENDAR",
          "MKCOL",
          "MKREDIRECTREF",
          "MKWORKSPACE",
          "MOVE",
          "ORDERPATCH",
          "PROPFIND",
          "PROPPATCH",
          "REBIND",
          "REPORT",
          "SEARCH",
          "UNBIND",
          "UNCHECKOUT",
          "UNLINK",
          "UNLOCK",
          "UPDATE",
          "UPDATEREDIRECTREF",
          "VERSION-CONTROL");

  private static final String OTHER = "other";

  private KnownMethods() {}

  /** The method, or {@code other} for one that is not registered. */
  public static String nameOf(String method) {
    return ALL.contains(method) ? method : OTHER;
  }

  /**
   * True for what a proxy of HTTP must not forward, however it is spelled: CONNECT asks the proxy
   * itself for a tunnel, TRACE shows what was added on the way.
   */
  public static boolean isOfProxies(String method) {
    String read = method.toUpperCase(Locale.ROOT);
    return read.equals("CONNECT") || read.equals("TRACE");
  }
}
