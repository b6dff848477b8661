package io.dormouse.agents.host.driver.docker.image;

import io.dormouse.agents.host.driver.ImageMissingException;
import io.dormouse.agents.host.driver.docker.engine.EngineMessages;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells from the engine's words why an image could not be pulled, and what to do. */
final class PullFailure {

  private static final int LONGEST_WORDS = 300;

  private PullFailure() {}

  static ImageMissingException of(String image, Exception e) {
    String words = EngineMessages.of(e);
    return missing(image, "%s (%s)".formatted(why(words.toLowerCase(Locale.ROOT)), cut(words)), e);
  }

  static ImageMissingException tooSlow(String image, Duration timeout, String last) {
    return missing(
        image,
        "its pull was not done within docker.pull.timeout, %d s (last: %s)"
            .formatted(timeout.toSeconds(), cut(last)),
        null);
  }

  private static ImageMissingException missing(String image, String why, @Nullable Exception e) {
    return new ImageMissingException(
        "Expected the image %s on this host or in its registry, but %s.".formatted(image, why), e);
  }

  private static String why(String words) {
    if (hasOne(words, "no space left on device")) {
      return "the engine's disk is full: make room";
    }
    if (hasOne(words, "pull access denied")) {
      return "the registry has none for this host: build or load it here, push it, or log in";
    }
    if (hasOne(
        words,
        "unauthorized",
        "no basic auth",
        "authentication required",
        "forbidden",
        "denied",
        "incorrect username")) {
      return "the registry wants other credentials: log in with 'docker login' as the agent's user"
          + " (from config.json, 'auths' is read, no credential helper)";
    }
    if (hasOne(words, "manifest unknown", "name unknown", "not found", "does not exist")) {
      return "the registry has none of that name and tag: build or load it here, or push it";
    }
    if (hasOne(words, "timeout", "timed out", "deadline exceeded")) {
      return "the registry does not answer in time";
    }
    if (hasOne(
        words,
        "connection refused",
        "no such host",
        "dial tcp",
        "connection reset",
        "unreachable",
        "eof",
        "lookup ")) {
      return "its registry cannot be reached";
    }
    return "it could not be pulled";
  }

  private static boolean hasOne(String words, String... some) {
    for (String one : some) {
      if (words.contains(one)) {
        return true;
      }
    }
    return false;
  }

  private static String cut(String words) {
    String line = words.strip().replaceAll("\\s+", " ");
    return line.substring(0, Math.min(LONGEST_WORDS, line.length()));
  }
}
