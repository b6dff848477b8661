package io.dormouse.edge.observe;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The date of answers that came without one (RFC 9110, 6.6.1), written once a second. It belongs to
 * one event loop.
 */
final class HttpDate {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private long second = Long.MIN_VALUE;
  private String text = "";

  HttpDate(InstantSource clock) {
    this.clock = clock;
  }

  String now() {
    long now = Math.floorDiv(clock.millis(), 1000L);
    if (now != second) {
      second = now;
      text = FORM.format(Instant.ofEpochSecond(now));
    }
    return text;
  }
}
